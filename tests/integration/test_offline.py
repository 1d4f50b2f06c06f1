"""The kernel that validates every notebook, and runs every lab, has no network to reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jupyter_client.blocking.client import BlockingKernelClient

import offline_kernel
from groundschool.paths import find_root

ROOT = find_root().path


@pytest.fixture
def client() -> Iterator[BlockingKernelClient]:
    if not offline_kernel.fence():
        pytest.skip("bubblewrap cannot run here: notebooks were validated with a network")
    manager = offline_kernel.SocketFileManager(kernel_name=offline_kernel.NAME)
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def said(client: BlockingKernelClient, code: str) -> str:
    """What the code prints in the kernel."""
    texts: list[str] = []
    client.execute_interactive(
        code, timeout=60, output_hook=lambda message: texts.append(message["content"].get("text", ""))
    )
    return "".join(texts)


def test_nothing_outside_answers(client: BlockingKernelClient) -> None:
    code = """
import socket
try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
    print("reached")
except OSError as err:
    print(err.strerror)
print([name for _, name in socket.if_nameindex()])
"""
    assert said(client, code) == "Network is unreachable\n['lo']\n"


def test_a_server_that_a_lesson_starts_answers(client: BlockingKernelClient) -> None:
    code = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    with socket.create_connection(server.getsockname(), timeout=5):
        print("answered")
"""
    assert said(client, code) == "answered\n"


def test_make_test_validates_the_notebooks_in_it() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert f"--nbval --nbval-kernel-name {offline_kernel.NAME} " in makefile
