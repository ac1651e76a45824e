"""npm's `eventsource` against the program of the README, over a restart of the server."""
from harness import need_node, node_dialogue, run


def main(programs):
    need_node("eventsource")
    with programs.realtime() as server:
        node_dialogue("node_eventsource.mjs", server.url(), restart=server.restart)


if __name__ == "__main__":
    run(main)
