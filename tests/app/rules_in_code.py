"""Every rule that can refuse a proposal, read off the code: what stands as ``rule`` in a Trouble or a Finding of flows.

A rule is followed through parameters, constants and f-strings to the literals it is made of; what cannot be followed is
named in ``unsolved`` and never passed over.
"""

from __future__ import annotations

import ast
import itertools
from collections import defaultdict
from pathlib import Path

MAKERS = {"Trouble": 0, "Finding": 1}  # place of the rule among their arguments
REFUSE_NOTHING = ("WARNING", "FINE")
# Progress reports and reviews are no proposals: what is wrong with them refuses nobody.
NO_PROPOSALS = ("progress_", "review")
# A Trouble or Finding that was made elsewhere; and the fund's own rules, which the test asks for by themselves.
HANDED_ON = ("trouble.rule", "rule.rule", "Trouble(**one)", "Trouble(**told['trouble'])", "Finding(**row)")


class Rules:
    """The rules of a folder of Python files: ``found``, and ``unsolved`` as (file, line, text)."""

    def __init__(self, folder: Path):
        self.file: dict[ast.AST, Path] = {}
        self.above: dict[ast.AST, ast.AST] = {}
        self.calls: dict[str, list[ast.Call]] = defaultdict(list)
        self.constants: dict[tuple[Path, str], list[ast.expr]] = defaultdict(list)
        self.imports: set[tuple[Path, str, str]] = set()  # file, last part of the module, name
        self.unsolved: list[tuple[str, int, str]] = []
        for path in sorted(folder.rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                self._note(path, node)
        self.found: set[str] = set()
        for maker, place in MAKERS.items():
            for call in self.calls[maker]:
                if not self.file[call].name.startswith(NO_PROPOSALS) and not _spares(call.args[:1]):
                    self.found |= self._values(call.args[place], ()) if len(call.args) > place else self._unsolved(call)

    def _note(self, path: Path, node: ast.AST) -> None:
        self.file[node] = path
        for child in ast.iter_child_nodes(node):
            self.above[child] = node
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            self.calls[name].append(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                several = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                pairs = zip(target.elts, node.value.elts, strict=True) if several else [(target, node.value)]
                for one, value in pairs:
                    if isinstance(one, ast.Name):
                        self.constants[path, one.id].append(value)
        elif isinstance(node, ast.ImportFrom):
            self.imports |= {(path, (node.module or "").rsplit(".", 1)[-1], alias.name) for alias in node.names}

    def _values(self, node: ast.expr, seen: tuple) -> set[str]:
        if isinstance(node, ast.Constant):
            return {str(node.value)}
        if isinstance(node, ast.FormattedValue):
            return self._values(node.value, seen)
        if isinstance(node, ast.IfExp):
            return self._values(node.body, seen) | self._values(node.orelse, seen)
        if isinstance(node, ast.JoinedStr):
            return {"".join(parts) for parts in itertools.product(*(self._values(one, seen) for one in node.values))}
        if ast.unparse(node) in ("self.rule", "office.rule"):  # of the two office formats
            return set().union(*(self._values(call.args[0], seen) for call in self.calls["Office"]))
        function = self._function(node)
        if isinstance(node, ast.Name) and (function, node.id) not in seen:
            seen = (*seen, (function, node.id))
            given = self._given(function, node.id) if function is not None else None
            known = given if given is not None else self._constants(node)
            if known is not None:
                return set().union(*(self._values(one, seen) for one in known))
        return self._unsolved(node)

    def _given(self, function: ast.FunctionDef, name: str) -> list[ast.expr] | None:
        """What callers hand over as the parameter ``name``; None where it is none."""
        names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
        if name not in names:
            return None
        defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
        place = names.index(name) - (names[0] == "self")
        given = []
        for call in self.calls[function.name]:
            if not self._means(call, function) or _spares(call.args) or self.file[call].name.startswith(NO_PROPOSALS):
                continue
            named = [one.value for one in call.keywords if one.arg == name]
            given += named or call.args[place : place + 1] or ([defaults[name]] if name in defaults else [])
        return given

    def _means(self, call: ast.Call, function: ast.FunctionDef) -> bool:
        here, there = self.file[call], self.file[function]
        module = there.parent.name if there.name == "__init__.py" else there.stem
        method = isinstance(call.func, ast.Attribute) and isinstance(self.above[function], ast.ClassDef)
        return here == there or method or (here, module, function.name) in self.imports

    def _constants(self, node: ast.Name) -> list[ast.expr] | None:
        own = self.constants.get((self.file[node], node.id))
        if own is None:
            stems = {module for file, module, name in self.imports if (file, name) == (self.file[node], node.id)}
            there = [values for (path, name), values in self.constants.items() if name == node.id and path.stem in stems]
            own = [one for values in there for one in values]
        return own or None

    def _function(self, node: ast.AST) -> ast.FunctionDef | None:
        while node in self.above:
            node = self.above[node]
            if isinstance(node, ast.FunctionDef):
                return node
        return None

    def _unsolved(self, node: ast.expr) -> set[str]:
        if ast.unparse(node) not in HANDED_ON and not isinstance(node, ast.Starred):
            self.unsolved.append((self.file[node].name, node.lineno, ast.unparse(node)[:80]))
        return set()


def _spares(arguments: list[ast.expr]) -> bool:
    return any(ast.unparse(one) in REFUSE_NOTHING for one in arguments)
