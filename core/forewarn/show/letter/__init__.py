"""The letter to the client: what to tell, the words, the checks before anybody sends it, and its forms."""
