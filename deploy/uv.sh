# Sourced by deploy/setup and deploy/lock, in the project's root: finds uv and tells it where packages are.
# shellcheck shell=bash

UV_VERSION=0.13.9

say() { printf 'setup: %s\n' "$*" >&2; }

stop() {
    say "$*"
    exit 1
}

# Sets $uv to the uv on the path, or to one that is installed into .venv-uv.
find_uv() {
    uv=uv
    if "$uv" --version >/dev/null 2>&1; then return; fi
    uv=.venv-uv/bin/uv
    if "$uv" --version >/dev/null 2>&1; then return; fi
    local python
    python=$(find_python 3.11 || find_python 3.10 || find_python 3) ||
        stop "No Python is installed: install Python 3.10 and 3.11, or uv, which brings both."
    say "Installing uv $UV_VERSION into .venv-uv"
    "$python" -m venv --clear .venv-uv >/dev/null ||
        stop "$python cannot make an environment: install its venv module (Debian: apt-get install python3-venv)."
    .venv-uv/bin/python -m pip install --quiet "uv==$UV_VERSION" ||
        stop "pip could not install uv $UV_VERSION: see above, or install uv yourself and run this again."
}

# Prints the path of Python $1: of the path, or of pyenv. A pyenv shim may be on the path and fail, so each is run.
find_python() {
    local candidate
    for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python; do
        # Not sys.executable, which in an activated environment is that environment's.
        "$candidate" -c 'import sys; print("%s/bin/python%d.%d" % (sys.base_prefix, *sys.version_info[:2]))' \
            2>/dev/null && return
    done
    return 1
}

# uv does not read pip's settings: it is told where pip finds packages and whom pip trusts. Where find-links offers no
# PyTorch, it comes from PyTorch's index of CPU builds: the build on PyPI is for CUDA, and gigabytes larger.
configure_uv() {
    local links index certificates
    links=$(pip_setting find-links "${PIP_FIND_LINKS:-}" | tr ' ' ',')
    index=$(pip_setting index-url "${PIP_INDEX_URL:-}")
    certificates=$(pip_setting cert "${PIP_CERT:-}")
    [[ -z $links ]] || export UV_FIND_LINKS=${UV_FIND_LINKS:-$links}
    [[ -z $index ]] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}
    [[ -z $certificates ]] || export SSL_CERT_FILE=${SSL_CERT_FILE:-$certificates}
    find_links_offer_torch || export UV_TORCH_BACKEND=${UV_TORCH_BACKEND:-cpu}
}

find_links_offer_torch() {
    grep '^torch==' requirements/app.in |
        "$uv" pip compile --no-index --no-deps --python-version 3.11 - >/dev/null 2>&1
}

# Prints pip's setting $1 on one line: $2 if it is given, or what pip's files say, or nothing.
pip_setting() {
    local python=.venv-uv/bin/python
    if [[ -n $2 ]]; then
        echo "$2"
        return
    fi
    [[ -x $python ]] || python=$(find_python 3) || return 0
    # Not `pip config get`, which does not see a setting that several files could hold and the last does not.
    printf '%b' "$("$python" -m pip config list 2>/dev/null | sed -n "s/^global\.$1='\(.*\)'$/\1/p")" | xargs
}
