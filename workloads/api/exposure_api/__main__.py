"""The commands of the image: serve, migrate, seed."""

import argparse
import logging
import logging.config
import sys

import psycopg

from exposure_api.migrate import migrate
from exposure_api.observe import LOGGING
from exposure_api.seed import seed
from exposure_api.server import serve
from exposure_api.settings import Database, SettingMissing


def main() -> None:
    logging.config.dictConfig(LOGGING)
    arguments = parse()
    try:
        if arguments.command == "serve":
            serve()
        elif arguments.command == "migrate":
            migrate(Database.read())
        else:
            seed(Database.read(), arguments.addresses, arguments.transfers)
    except (SettingMissing, psycopg.Error) as problem:
        logging.getLogger("exposure_api").critical("%s failed: %s", arguments.command, problem)
        sys.exit(1)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="exposure_api", description="The exposure API")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="answer requests over TLS")
    commands.add_parser("migrate", help="bring the database to the schema that this version needs")
    data = commands.add_parser("seed", help="make test data")
    data.add_argument("--addresses", type=positive, default=1_000)
    data.add_argument("--transfers", type=positive, default=100_000)
    return parser.parse_args()


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    main()
