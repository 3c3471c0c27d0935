"""Certificates and passwords in a real API server, with the rights that the onboarding grants and no others."""

import logging
import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api_server import ApiServer, binaries

from dbops import secrets
from dbops.certificates import Leaf, Pair, good, issue, new_authority, prolonged
from dbops.clients import Client
from dbops.kubernetes import Secret
from dbops.outcome import Failed, Refused, Unreachable
from dbops.secrets import PASSWORDS, Plan

NOW = datetime.now(UTC)
API = Client("api", "api", "exposure")
PLAN = Plan("postgres", "postgres", ("postgres",), [API], certificates=True)


@pytest.fixture(scope="session")
def server() -> Iterator[ApiServer]:
    built = binaries()
    if built is None:
        pytest.skip("no kube-apiserver: build the rehearsal cluster once (rehearsal/cluster/cluster up)")
    started = ApiServer(built)
    try:
        started.prepare()
        yield started
    finally:
        started.stop()


@pytest.fixture
def api(server: ApiServer) -> ApiServer:
    server.clear()
    return server


def read(api: ApiServer, name: str, namespace: str = "postgres") -> dict[str, bytes]:
    found = api.admin.secret(namespace, name)
    assert isinstance(found, Secret)
    return found.data


def run(api: ApiServer, plan: Plan = PLAN, days: int = 0) -> list[str]:
    written: list[str] = secrets.run(api.account, plan, NOW + timedelta(days=days))["written"]
    return written


def everything(api: ApiServer) -> dict[str, Any]:
    found = [
        api.ask("GET", f"/api/v1/namespaces/{namespace}/{kind}") for namespace in ("postgres", "api") for kind in ("secrets", "configmaps")
    ]
    return {f"{item['metadata']['namespace']}/{item['metadata']['name']}": item.get("data") for answer in found for item in answer["items"]}


def test_makes_what_is_missing_and_nothing_the_second_time(api: ApiServer) -> None:
    run(api)
    made = everything(api)
    assert set(made) == {
        *(f"postgres/postgres-{name}" for name in ("authority", "tls", "pooler-tls", "dbops", "passwords", "client-api", "ca")),
        "api/api-database",
    }
    assert set(made["postgres/postgres-passwords"]) == set(PASSWORDS)
    assert len(set(made["postgres/postgres-passwords"].values())) == len(PASSWORDS)
    assert set(made["postgres/postgres-dbops"]) == {"ca.crt", "tls.crt", "tls.key", "superuser", "rest"}
    assert made["api/api-database"] == {**made["postgres/postgres-client-api"], "ca.crt": made["postgres/postgres-dbops"]["ca.crt"]}
    assert run(api) == []
    assert everything(api) == made


def test_tells_names_and_never_a_value(api: ApiServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    facts = secrets.run(api.account, PLAN, NOW)
    told = str(facts) + caplog.text
    assert "postgres-passwords/superuser" in told
    values = [*read(api, "postgres-passwords").values(), *read(api, "postgres-client-api").values(), read(api, "postgres-tls")["tls.key"]]
    assert not [value for value in values if value.decode() in told and value != b"api"]


@pytest.mark.parametrize(
    "host",
    [
        "postgres-0.postgres-pods",
        "postgres-8.postgres-pods",
        "x.postgres-pods.postgres.svc",
        "postgres",
        "postgres.postgres.svc",
        "localhost",
    ],
)
def test_members_prove_each_of_their_names(api: ApiServer, host: str) -> None:
    run(api)
    assert handshake(read(api, "postgres-tls"), read(api, "postgres-dbops"), host) == "dbops"


@pytest.mark.parametrize("host", ["postgres-pooler", "postgres-pooler.postgres.svc.cluster.local"])
def test_the_pooler_proves_its_names(api: ApiServer, host: str) -> None:
    run(api)
    handshake(read(api, "postgres-pooler-tls"), read(api, "postgres-dbops"), host)


def test_the_pooler_is_no_member_and_no_client(api: ApiServer) -> None:
    run(api)
    pooler, members = read(api, "postgres-pooler-tls"), read(api, "postgres-tls")
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        handshake(pooler, read(api, "postgres-dbops"), "postgres-0.postgres-pods")
    with pytest.raises(ssl.SSLError):
        handshake(members, pooler, "localhost")


def test_renews_in_time_and_leaves_the_authority_alone(api: ApiServer) -> None:
    run(api)
    before = everything(api)
    assert run(api, days=59) == []
    assert run(api, days=61) == [f"postgres-{name}/{key}" for name in ("tls", "pooler-tls", "dbops") for key in ("tls.crt", "tls.key")]
    after = everything(api)
    assert {name for name in before if before[name] != after[name]} == {
        f"postgres/postgres-{name}" for name in ("tls", "pooler-tls", "dbops")
    }
    assert after["postgres/postgres-dbops"]["superuser"] == before["postgres/postgres-dbops"]["superuser"]


def test_renews_at_once_what_has_fewer_days_left_than_asked_for(api: ApiServer) -> None:
    run(api)
    assert run(api, replace(PLAN, least=90)) == [
        f"postgres-{name}/{key}" for name in ("tls", "pooler-tls", "dbops") for key in ("tls.crt", "tls.key")
    ]


def test_prolongs_an_authority_that_has_less_than_a_year_left(api: ApiServer) -> None:
    old = new_authority("postgres postgres", NOW - timedelta(days=3_300))
    api.create("postgres", "postgres-authority", {"tls.crt": old.certificate.decode(), "tls.key": old.key.decode()}, "kubernetes.io/tls")
    written = run(api)
    assert "postgres-authority/tls.crt" in written
    assert "postgres-authority/tls.key" not in written
    kept = read(api, "postgres-authority")
    assert kept["tls.key"] == old.key
    assert Pair(kept["tls.crt"], kept["tls.key"]).days_left(NOW) > 3_600
    assert {read(api, f"postgres-{name}")["ca.crt"] for name in ("tls", "pooler-tls", "dbops")} == {kept["tls.crt"]}
    assert read(api, "api-database", "api")["ca.crt"] == kept["tls.crt"]
    assert run(api) == []


def test_who_trusts_the_authority_of_before_gets_on_with_who_trusts_the_prolonged_one() -> None:
    old = new_authority("a", NOW - timedelta(days=3_300))
    before, after = (made(authority) for authority in (old, prolonged(old, NOW)))
    assert handshake(before, after, "localhost") == handshake(after, before, "localhost") == "x"
    with pytest.raises(ssl.SSLError):
        handshake(made(new_authority("a", NOW)), before, "localhost")


def made(authority: Pair) -> dict[str, bytes]:
    pair = issue(authority, Leaf("x", ("localhost",), client=True), NOW)
    return {"ca.crt": authority.certificate, "tls.crt": pair.certificate, "tls.key": pair.key}


def test_a_new_group_gets_into_the_certificate(api: ApiServer) -> None:
    run(api)
    grown = Plan("postgres", "postgres", ("postgres-0", "postgres-1"), [API], certificates=True)
    assert run(api, grown) == ["postgres-tls/tls.crt", "postgres-tls/tls.key"]
    handshake(read(api, "postgres-tls"), read(api, "postgres-dbops"), "postgres-1-2.postgres-1-pods")


def test_mends_what_was_lost_without_touching_the_rest(api: ApiServer) -> None:
    run(api)
    before = everything(api)
    api.ask("DELETE", "/api/v1/namespaces/api/secrets/api-database")
    api.ask("DELETE", "/api/v1/namespaces/postgres/secrets/postgres-pooler-tls")
    run(api)
    after = everything(api)
    assert {name for name in before if before[name] != after[name]} == {"postgres/postgres-pooler-tls"}


def test_takes_over_an_account_that_a_client_uses_already(api: ApiServer) -> None:
    run(api)
    before = read(api, "api-database", "api")
    api.ask("DELETE", "/api/v1/namespaces/postgres/secrets/postgres-client-api")
    run(api)
    assert read(api, "api-database", "api") == before
    assert read(api, "postgres-client-api").items() <= before.items()


def test_two_at_a_time_agree(api: ApiServer) -> None:
    failures: list[Failed] = []

    def work() -> None:
        try:
            secrets.run(api.account, PLAN, NOW)
        except Failed as problem:
            failures.append(problem)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert run(api) == []
    assert read(api, "postgres-client-api").items() <= read(api, "api-database", "api").items()
    handshake(read(api, "postgres-tls"), read(api, "postgres-dbops"), "localhost")


def test_leaves_a_foreign_secret_alone_and_serves_the_others(api: ApiServer) -> None:
    api.create("api", "api-database", {"username": "mine", "password": "canary"})
    with pytest.raises(Refused, match="was not made by dbops"):
        run(api)
    assert read(api, "api-database", "api") == {"username": b"mine", "password": b"canary"}
    assert "tls.crt" in read(api, "postgres-tls")


def test_says_which_right_is_missing(api: ApiServer) -> None:
    plan = Plan("postgres", "postgres", ("postgres",), [Client("report", "forbidden", "report"), API], certificates=True)
    with pytest.raises(Refused, match=r"report-database.*Forbidden.*by name in database-access.yaml"):
        run(api, plan)
    assert read(api, "api-database", "api")["username"] == b"api"


def test_refuses_to_replace_an_authority_that_all_clients_trust(api: ApiServer) -> None:
    run(api)
    api.ask("DELETE", "/api/v1/namespaces/postgres/secrets/postgres-authority")
    api.create("postgres", "postgres-authority", {"tls.crt": "broken", "tls.key": "broken"}, "kubernetes.io/tls")
    with pytest.raises(Refused, match="no valid authority"):
        run(api)
    assert read(api, "postgres-authority") == {"tls.crt": b"broken", "tls.key": b"broken"}


def test_leaves_certificates_to_cert_manager(api: ApiServer) -> None:
    plan = replace(PLAN, certificates=False)
    with pytest.raises(Unreachable, match="cert-manager has not issued it"):
        run(api, plan)
    foreign = as_cert_manager(new_authority("foreign", NOW))
    for name in ("tls", "pooler-tls", "dbops"):
        api.create("postgres", f"postgres-{name}", foreign, "kubernetes.io/tls")
    with pytest.raises(Unreachable, match="no certificate of our authority"):
        run(api, plan)
    kept = read(api, "postgres-authority")
    theirs = as_cert_manager(Pair(kept["tls.crt"], kept["tls.key"]))
    for name in ("tls", "pooler-tls", "dbops"):
        api.ask("DELETE", f"/api/v1/namespaces/postgres/secrets/postgres-{name}")
        api.create("postgres", f"postgres-{name}", theirs, "kubernetes.io/tls")
    assert "postgres-dbops/superuser" in run(api, plan)
    assert all(read(api, f"postgres-{name}")["tls.crt"] == theirs["tls.crt"].encode() for name in ("tls", "pooler-tls", "dbops"))
    assert run(api, plan) == []


def as_cert_manager(authority: Pair) -> dict[str, str]:
    return {key: value.decode() for key, value in made(authority).items()}


def test_keeps_the_authority_when_cert_manager_comes_and_when_it_goes(api: ApiServer) -> None:
    run(api)
    before = everything(api)
    assert run(api, replace(PLAN, certificates=False)) == []
    assert run(api) == []
    assert everything(api) == before


def test_a_certificate_serves_only_if_everything_fits() -> None:
    authority, other = new_authority("a", NOW), new_authority("b", NOW)
    leaf = Leaf("x", ("localhost",), client=True)
    pair = issue(authority, leaf, NOW)
    judged: Callable[..., bool] = lambda p=pair, a=authority, w=leaf, days=0: good(p, a.certificate, w, NOW + timedelta(days=days))  # noqa: E731
    assert judged()
    assert not judged(days=61)
    assert not judged(a=other)
    assert not judged(w=Leaf("x", ("localhost", "further"), client=True))
    assert not judged(p=issue(authority, Leaf("x", ("localhost",)), NOW))
    assert not judged(p=Pair(pair.certificate, issue(authority, leaf, NOW).key))
    assert not judged(p=Pair(b"", b""))


def test_no_certificate_outlives_its_authority() -> None:
    authority = new_authority("a", NOW)
    late = NOW + timedelta(days=3_600)
    assert issue(authority, Leaf("x", ("localhost",)), late).days_left(late) <= authority.days_left(late)


def handshake(server: dict[str, bytes], client: dict[str, bytes], host: str) -> str:
    """A real TLS handshake in memory, both sides checked: the client's name as the server sees it."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    serving = context(ssl.Purpose.CLIENT_AUTH, server).wrap_bio(to_server, to_client, server_side=True)
    calling = context(ssl.Purpose.SERVER_AUTH, client).wrap_bio(to_client, to_server, server_hostname=host)
    for side in (calling, serving, calling, serving):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
    shown: Any = serving.getpeercert()
    return str(shown["subject"][0][0][1])


def context(purpose: ssl.Purpose, secret: dict[str, bytes]) -> ssl.SSLContext:

    made = ssl.create_default_context(purpose, cadata=secret["ca.crt"].decode())
    made.verify_mode = ssl.CERT_REQUIRED
    with tempfile.NamedTemporaryFile() as file:
        file.write(secret["tls.key"] + secret["tls.crt"])
        file.flush()
        made.load_cert_chain(file.name)
    return made
