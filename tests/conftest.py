"""What tests of several folders share."""

import os

pytest_plugins = ["tests.postgres_server", "tests.furnished"]

# No test meets the keyring of whoever runs it. The choice is made before anything asks for one: the
# library keeps its first answer, and among its candidates are the keyrings that tests define.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
