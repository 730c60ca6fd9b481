"""The checks and rule packs that forewarn ships."""
