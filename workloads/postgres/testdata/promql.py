"""Which metrics expressions of PromQL ask for, each once; an expression that cannot be parsed ends it. Usage: promql.py EXPRESSION..."""

import sys

import promql_parser


def metrics(expression: str) -> set[str]:
    found: set[str] = set()

    def visit(node: promql_parser.Expr) -> None:
        if isinstance(node, promql_parser.VectorSelector) and node.name:
            found.add(node.name)

    promql_parser.walk(promql_parser.parse(expression), pre_visit=visit)
    return found


if __name__ == "__main__":
    for metric in sorted(set[str]().union(*map(metrics, sys.argv[1:]))):
        print(metric)  # noqa: T201
