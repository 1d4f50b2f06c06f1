"""The running case: a system that says which flights out of New York will leave late.

From the data to the answer: `data` and `data2023` load it, `store` keeps it by month, `label` defines what is
predicted, `contract` refuses what cannot be, `features` makes what the model may know, `model` trains,
`evaluate` judges, `requirements` says what is good enough, `gate` lets a better model pass, `tracking` and
`registry` remember, `service` and `batch` answer, `monitoring` and `alerts` watch, `retraining` decides when to
train again, and `steps` and `pipeline` do all of it month by month: `flightdelay run`. `figures` draws.
"""
