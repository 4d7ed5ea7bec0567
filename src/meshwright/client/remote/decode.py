"""JSON into the frozen dataclasses of `models`: checked, and tolerant of fields that a newer service adds."""

from __future__ import annotations

import dataclasses
import functools
import types
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from meshwright.client.remote.errors import UnexpectedAnswer

T = TypeVar("T")


def decode(kind: type[T], data: object) -> T:
    """A value of a dataclass (or other type that `models` uses) from JSON data.

    Fields that the class does not have are ignored; missing ones take their default.
    Raises `UnexpectedAnswer` naming what is missing or of another type.
    """
    return cast(T, _value(kind, data, kind.__name__))


def _value(kind: Any, data: object, where: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Any:
        return data
    if origin in (Union, types.UnionType):
        if data is None and type(None) in arguments:
            return None
        (kind,) = (a for a in arguments if a is not type(None))
        return _value(kind, data, where)
    if origin is tuple and isinstance(data, list):
        return tuple(_value(arguments[0], item, f"{where}[]") for item in data)
    if (origin is dict or kind is dict) and isinstance(data, dict):
        return data if not arguments else {str(k): _value(arguments[1], v, f"{where}.{k}") for k, v in data.items()}
    if dataclasses.is_dataclass(kind) and isinstance(data, Mapping):
        return _record(cast(type[Any], kind), data, where)
    if kind is datetime and isinstance(data, str):
        return _moment(data, where)
    if kind is float and type(data) in (int, float):
        return float(cast(float, data))
    if kind in (str, int, bool) and type(data) is kind:
        return data
    raise UnexpectedAnswer(f"the service answered something else than expected: {where} is {_short(data)}")


def _record(kind: type[Any], data: Mapping[str, object], where: str) -> Any:
    hints = _hints(cast(Any, kind))
    values = {name: _value(hint, data[name], f"{where}.{name}") for name, hint in hints.items() if name in data}
    try:
        return kind(**values)
    except TypeError as error:
        raise UnexpectedAnswer(f"the service answered something else than expected: {error}") from error


def _moment(text: str, where: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UnexpectedAnswer(f"the service answered something else than expected: {where} is {text!r}") from error


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _short(data: object) -> str:
    return "missing" if data is None else repr(data)[:60]
