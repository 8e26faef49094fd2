"""What a client can do, one module for each kind of thing that it is done with."""
