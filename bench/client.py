"""The client's own process: a pickled ``Job`` comes in on stdin, a pickled ``Seen`` goes out."""

import pickle
import sys

from bench import load

if __name__ == "__main__":
    done = load.run(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the process that started us
    pickle.dump(done, sys.stdout.buffer)
