"""`python -m groundschool`, where the console script is not on the path."""

from groundschool.cli import main

main()
