#!/bin/sh
# Run a Python script with a Python that is new enough, or say in one sentence that there is none.
#
#   sh scripts/python.sh SCRIPT [ARGUMENT...]
#
# PYTHON=/path/to/python names one; otherwise python3 is tried first, then the newest.
set -u

NEEDED="Python 3.11 or newer is needed"
HINT="Install one, or name it: PYTHON=/path/to/python3.12 make run"

# Found by running it: a name on the PATH may be a launcher for a version that is not installed.
new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# Some systems ship venv apart from Python; one that has it is preferred.
makes_venvs() {
    "$1" -c 'import venv, ensurepip' >/dev/null 2>&1
}

version_of() {
    "$1" -c 'import sys; sys.stdout.write("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null
}

if [ -n "${PYTHON:-}" ]; then
    version=$(version_of "$PYTHON")
    if [ -z "$version" ]; then
        echo "PYTHON=$PYTHON cannot be run. $NEEDED." >&2
        exit 1
    fi
    if ! new_enough "$PYTHON"; then
        echo "$NEEDED, but PYTHON=$PYTHON is $version. $HINT" >&2
        exit 1
    fi
    exec "$PYTHON" "$@"
fi

found=""
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if new_enough "$candidate"; then
        if makes_venvs "$candidate"; then
            exec "$candidate" "$@"
        fi
        found=${found:-$candidate}
    fi
done

if [ -n "$found" ]; then
    exec "$found" "$@"
fi
version=$(version_of python3)
if [ -n "$version" ]; then
    echo "$NEEDED, but python3 is $version. $HINT" >&2
else
    echo "$NEEDED, but there is no python3 here. $HINT" >&2
fi
exit 1
