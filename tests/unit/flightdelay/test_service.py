"""The service answers by key, the same from every copy, and says what is wrong with a request or with itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest
from serving_parts import march, requests, served

from flightdelay import features
from flightdelay.server import in_process
from flightdelay.service import create_app, late_by, near, risks


@pytest.fixture(scope="module")
def client() -> httpx.Client:
    return in_process(create_app(served()))


def test_an_answer_carries_key_risk_and_version(client: httpx.Client) -> None:
    sent = requests()[0]
    answer = client.post("/predict", json=sent).json()

    assert set(answer) == {"id", "risk", "model_version"}
    assert (answer["id"], answer["model_version"]) == (sent["id"], "7")
    assert 0 < answer["risk"] < 1


def test_a_batch_is_answered_in_order_and_as_one_by_one(client: httpx.Client) -> None:
    sent = requests()[:12]
    together = client.post("/predict/batch", json={"flights": sent}).json()["predictions"]

    assert together == [client.post("/predict", json=flight).json() for flight in sent]
    assert [answer["id"] for answer in together] == [flight["id"] for flight in sent]


def test_no_request_changes_the_answer_to_another() -> None:
    first, second = requests()[:2]
    one, other = in_process(create_app(served())), in_process(create_app(served()))
    one.post("/predict", json=second)
    one.post("/predict", json={**first, "distance": 0})

    assert one.post("/predict", json=first).json() == other.post("/predict", json=first).json()


def test_the_part_of_the_tables_near_the_flights_gives_the_same_features() -> None:
    table = march()[5:9]
    narrow = near(served().sources, table["scheduled"])

    assert len(narrow.outcomes) < len(served().sources.outcomes) / 2
    pd.testing.assert_frame_equal(
        features.features(table, narrow), features.features(table, served().sources), check_exact=True
    )


def test_tables_that_are_late_know_what_was_known_then() -> None:
    flights = march()
    age = pd.Timedelta(hours=2)
    earlier = flights.assign(scheduled=flights["scheduled"] - age)

    late = features.features(flights, late_by(served().sources, age))
    then = features.features(earlier, served().sources)
    known = [*features.WEATHER_FEATURES, *features.LAG_FEATURES]
    pd.testing.assert_frame_equal(late[known], then[known], check_exact=True)


def test_no_flights_have_no_risks() -> None:
    assert risks(march()[:0], served()).empty


def test_an_airline_that_the_model_never_saw_is_answered(client: httpx.Client) -> None:
    answer = client.post("/predict", json={**requests()[0], "carrier": "ZZ", "dest": "QQQ", "tailnum": None})

    assert answer.status_code == 200
    assert 0 < answer.json()["risk"] < 1


def test_a_flight_beyond_the_tables_is_answered_without_what_they_would_tell(client: httpx.Client) -> None:
    answer = client.post("/predict", json={**requests()[0], "scheduled": "2014-03-01T08:00:00-05:00"})

    assert answer.status_code == 200


def test_a_refusal_names_the_field(client: httpx.Client) -> None:
    refused = client.post("/predict", json={**requests()[0], "distance": -200})

    assert refused.status_code == 422
    assert refused.json() == {
        "errors": [
            {
                "field": "distance",
                "problem": "Input should be greater than or equal to 10",
                "remedy": "Send: Miles, a whole number from 10 to 6000.",
            }
        ]
    }


BODIES: list[tuple[bytes, str]] = [
    (b"", "body"),
    (b"{", "1"),
    (b"[]", "body"),
    (b'"UA"', "body"),
    (b"null", "body"),
]


@pytest.mark.parametrize(("body", "field"), BODIES)
def test_a_body_that_is_no_flight_is_refused_with_what_to_send(
    client: httpx.Client, body: bytes, field: str
) -> None:
    refused = client.post("/predict", content=body, headers={"Content-Type": "application/json"})

    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]
    assert refused.json()["errors"][0]["remedy"] == (
        "Send a JSON object with the header Content-Type: application/json."
    )


def test_without_a_model_it_is_alive_and_not_ready() -> None:
    app = create_app()
    client = in_process(app)

    assert client.get("/health").json() == {"status": "alive"}
    for refused in (client.get("/ready"), client.post("/predict", json=requests()[0])):
        assert refused.status_code == 503
        assert refused.headers["Retry-After"] == "1"
    app.state.served = served()
    assert client.get("/ready").json() == {"status": "ready", "model_version": "7"}


def test_another_model_is_taken_in_without_a_restart() -> None:
    app = create_app(served())
    client = in_process(app)
    app.state.served = replace(served(), version="8")

    assert client.post("/predict", json=requests()[0]).json()["model_version"] == "8"


class Broken:
    """A model whose numbers have gone wrong."""

    feature_names_in_ = np.array(["distance"])

    def __init__(self, value: float) -> None:
        self.value = value

    def predict_proba(self, table: pd.DataFrame) -> Any:
        return np.full((len(table), 2), self.value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.1, 1.1])
def test_a_number_that_is_no_risk_never_leaves(value: float) -> None:
    app = create_app(replace(served(), model=Broken(value)))
    client = in_process(app)

    assert client.post("/predict", json=requests()[0]).status_code == 500
    assert 'requests_total{path="/predict",status="500"} 1.0' in client.get("/metrics").text


def test_metrics_count_by_route_and_status_and_not_by_address() -> None:
    fresh = in_process(create_app(served()))
    fresh.post("/predict", json=requests()[0])
    fresh.post("/predict", json={})
    for number in range(3):
        fresh.get(f"/no/such/page/{number}")

    text = fresh.get("/metrics").text
    assert 'requests_total{path="/predict",status="200"} 1.0' in text
    assert 'requests_total{path="/predict",status="422"} 1.0' in text
    assert 'requests_total{path="unknown",status="404"} 3.0' in text
    assert 'request_seconds_count{path="/predict"} 2.0' in text


def test_the_service_describes_itself_without_another_host(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()

    assert described["components"]["schemas"]["Flight"]["additionalProperties"] is False
    assert client.get("/docs").status_code == 404
