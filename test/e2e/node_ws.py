"""Node's `ws` against the program of the README and the conformance echo."""
from harness import need_node, node, run


def main(programs):
    need_node("ws")
    with programs.realtime() as realtime, programs.conformance("echo") as echo:
        node("node_ws.mjs", realtime.url("/events", "ws"), echo.url("/echo", "ws"))


if __name__ == "__main__":
    run(main)
