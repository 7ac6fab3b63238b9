# Read by the commands beside it: finds a Python that can run Periksa and hands over to factcheck/bootstrap.py.
# shellcheck shell=sh

root=$(CDPATH='' cd -P -- "$(dirname -- "$0")/.." && pwd) || exit 1

# Prints what is missing of interpreter $1, or nothing when it will do.
lacks() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null </dev/null || {
        # A name that a version switcher knows but has no interpreter for says nothing: it is not there.
        version=$("$1" -V 2>&1 </dev/null) && echo "too old: $1 is $version" || echo "not there: $1"
        return
    }
    "$1" -c 'import ensurepip, venv' 2>/dev/null </dev/null || echo "no venv: $1"
}

# Prints the first interpreter that will do; else says on standard error what to install.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    elif [ -x "$root/.venv/bin/python" ] && [ -z "$(lacks "$root/.venv/bin/python")" ]; then
        echo "$root/.venv/bin/python" && return
    else
        set -- python3.14 python3.13 python3.12 python3.11 python3
    fi
    too_old='' without_venv=''
    for candidate do
        path=$(command -v "$candidate" 2>/dev/null) || continue
        missing=$(lacks "$path")
        case $missing in
            '') echo "$path" && return ;;
            'too old: '*) too_old=${missing#too old: } ;;
            'no venv: '*) without_venv=${missing#no venv: } ;;
        esac
    done
    if [ -n "$without_venv" ]; then
        echo "Periksa needs Python's venv module, and $without_venv has none. On Debian or Ubuntu: apt install python3-venv" >&2
    elif [ -n "$too_old" ]; then
        echo "Periksa needs Python 3.11 or newer; $too_old. Install a newer one, or name it: PYTHON=/path/to/python3.11 bin/${0##*/}" >&2
    else
        echo "Periksa needs Python 3.11 or newer and found none. On Debian or Ubuntu: apt install python3 python3-venv" >&2
    fi
    return 1
}

start() {
    python=$(find_python) || exit 1
    # PYTHONPATH is ours alone: what a shell profile puts there must not reach the product.
    PYTHONPATH=$root exec "$python" -P -m factcheck.bootstrap "$@"
}
