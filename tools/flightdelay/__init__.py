"""The running case: a system that says which flights out of New York will leave late.

It grows with the course. So far it loads the data (`data`), defines the label (`label`), checks a month
against a contract (`contract`), trains a first model (`model`), draws figures in one style (`figures`) and
counts its own code (`anatomy`).
"""
