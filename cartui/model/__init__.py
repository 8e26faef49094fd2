"""The words everyone shares: values without behaviour of their own, importing nothing else of cartui."""
