"""The model behind HTTP: one flight or many in, each with its key, and as many risks with these keys out.

Who knows what: the caller sends what a schedule tells (`request.Flight`). The service looks up the rest, weather,
aircraft, airports and the outcomes of earlier flights, in `Sources` that it holds as read-only tables, and makes
features of both by the function that training used (`features.features`).

The process keeps no state of requests: any copy of it gives the same answer to the same question, so copies can
be started, stopped and killed. (It counts requests, for `/metrics`.) What it serves from is one frozen `Served`
in `app.state.served`. Nothing refreshes it from inside: whoever brings newer tables, each hour, or another model,
at a release, builds a new `Served` and puts it there. A request takes the reference once, so it never sees half
of an exchange.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import pandas as pd
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from pydantic import BaseModel, Field, FiniteFloat

from flightdelay.features import WEATHER_IS_KNOWN_AFTER, WEATHER_IS_STALE_AFTER, Sources, features
from flightdelay.model import Model, risk
from flightdelay.request import Flight, Flights, as_table, explained

_LONGEST_LAG, _OLDEST_WEATHER = pd.Timedelta(days=7), WEATHER_IS_KNOWN_AFTER + WEATHER_IS_STALE_AFTER


@dataclass(frozen=True)
class Served:
    """All that an answer depends on besides the request."""

    model: Model  # from a file by `model_file.load`, which never unpickles
    version: str
    sources: Sources


class Prediction(BaseModel):
    """The answer to one flight. A risk that is no number from 0 to 1 is an error of ours and never leaves."""

    id: str
    risk: Annotated[FiniteFloat, Field(ge=0, le=1)]
    model_version: str


class Predictions(BaseModel):
    """The answers to several flights, in the order of the request."""

    predictions: list[Prediction]


def risks(flights: pd.DataFrame, served: Served) -> pd.Series[float]:
    """The risk of each flight, by the table's index. The one way to an answer, online and in batch."""
    if flights.empty:
        return pd.Series(dtype="float64", index=flights.index)
    made = features(flights, near(served.sources, flights["scheduled"]))
    return pd.Series(risk(served.model, made), index=flights.index)


def near(sources: Sources, scheduled: pd.Series[pd.Timestamp]) -> Sources:
    """The part of the tables that can matter to flights of these times: a request need not look at a month."""
    first, last = scheduled.min(), scheduled.max()
    weather, outcomes = sources.weather, sources.outcomes
    return Sources(
        weather=weather[weather["time_hour"].between(first - _OLDEST_WEATHER, last)],
        planes=sources.planes,
        airports=sources.airports,
        outcomes=outcomes[outcomes["known_at"].between(first - _LONGEST_LAG, last)],
    )


def late_by(sources: Sources, age: pd.Timedelta) -> Sources:
    """The tables as they would be if their last refresh were so long ago: all that is new in them comes later."""
    return replace(
        sources,
        weather=sources.weather.assign(time_hour=sources.weather["time_hour"] + age),
        outcomes=sources.outcomes.assign(known_at=sources.outcomes["known_at"] + age),
    )


def create_app(served: Served | None = None) -> FastAPI:
    """The service. Without `served` it is alive and not ready, until somebody sets `app.state.served`."""
    # No page of documentation: those that FastAPI makes load scripts from other hosts. /openapi.json is there.
    app = FastAPI(title="Flight delays", docs_url=None, redoc_url=None)
    app.state.served = served
    _watch(app)

    @app.exception_handler(RequestValidationError)
    async def refuse(_: Request, error: RequestValidationError) -> JSONResponse:
        return JSONResponse({"errors": explained(error.errors())}, status_code=422)

    @app.post("/predict")
    def predict(flight: Flight) -> Prediction:
        """The risk that one flight leaves more than 15 minutes late."""
        return answers([flight], _ready(app))[0]

    @app.post("/predict/batch")
    def predict_batch(flights: Flights) -> Predictions:
        """The same for up to 1000 flights, at a fraction of the cost of asking one by one."""
        return Predictions(predictions=answers(flights.flights, _ready(app)))

    @app.get("/health")
    async def health() -> dict[str, str]:
        """Whether the process is alive. If not: restart it."""
        return {"status": "alive"}

    @app.get("/ready")
    async def ready() -> dict[str, str]:
        """Whether it can answer. If not: send requests elsewhere, and wait."""
        return {"status": "ready", "model_version": _ready(app).version}

    return app


def answers(flights: Sequence[Flight], served: Served) -> list[Prediction]:
    """A prediction for each flight, in their order.

    Raises:
        pydantic.ValidationError: the model gave something that is no risk.
    """
    found = risks(as_table(flights), served)
    return [
        Prediction(id=flight.id, risk=value, model_version=served.version)
        for flight, value in zip(flights, found.tolist(), strict=True)
    ]


def _ready(app: FastAPI) -> Served:
    served: Served | None = app.state.served
    if served is None:
        raise HTTPException(
            503, "The model is still being loaded. Ask again in a second.", {"Retry-After": "1"}
        )
    return served


def _watch(app: FastAPI) -> None:
    """Count and time requests, and show the figures to Prometheus under /metrics."""
    registry = CollectorRegistry()  # one for each app: two in a process would meet in the global one
    requests = Counter("flightdelay_requests", "Requests answered.", ["path", "status"], registry=registry)
    seconds = Histogram("flightdelay_request_seconds", "Time to an answer.", ["path"], registry=registry)

    @app.middleware("http")
    async def measure(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        start, status = time.perf_counter(), 500
        try:
            response = await go_on(request)
            status = response.status_code
        finally:
            # The route's path and not the address: a label with endless values would fill the memory.
            path = getattr(request.scope.get("route"), "path", "unknown")
            requests.labels(path, status).inc()
            seconds.labels(path).observe(time.perf_counter() - start)
        return response

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
