"""Loops over arrays compiled to machine code, once per machine: the code is kept on disk.

While a kernel runs it lets go of the interpreter's lock, so that threads work on shared arrays.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., object])

# Kernels are never called from C: without that entrance they compile sooner.
COMPILED: dict[str, Any] = {"cache": True, "nogil": True, "no_cfunc_wrapper": True}
FOR_KERNELS: dict[str, Any] = {"no_cpython_wrapper": True}


def kernel(function: Function) -> Function:
    """Return the function compiled, to be called from Python or from another kernel."""
    compiled: Function = numba.njit(**COMPILED)(function)
    return compiled


def inner(function: Function) -> Function:
    """Return the function compiled for other kernels only, which takes less time to compile.

    It has no entrance for Python: a call from there would end the process.
    """
    compiled: Function = numba.njit(**COMPILED, **FOR_KERNELS)(function)
    return compiled
