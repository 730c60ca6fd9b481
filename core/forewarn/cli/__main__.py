"""python -m forewarn.cli, where the console script is not on the path."""

from forewarn.cli import main

main()
