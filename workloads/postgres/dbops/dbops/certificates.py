"""The database's own authority and the certificates that it issues."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_DAYS = 3_650
RENEW_AUTHORITY_BELOW_DAYS = 365
LEAF_DAYS = 90
RENEW_BELOW_DAYS = 30
BACKDATED = timedelta(minutes=5)
"""Clocks differ: a certificate is valid a little before it was made."""


@dataclass(frozen=True)
class Leaf:
    """What a certificate is for. Without host names it is a client's."""

    common_name: str
    hosts: tuple[str, ...] = ()
    client: bool = False


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as PEM."""

    certificate: bytes
    key: bytes

    def matches(self) -> bool:
        try:
            key = serialization.load_pem_private_key(self.key, None)
            return x509.load_pem_x509_certificate(self.certificate).public_key() == key.public_key()
        except (ValueError, TypeError):
            return False

    def days_left(self, now: datetime) -> int:
        return (x509.load_pem_x509_certificate(self.certificate).not_valid_after_utc - now).days


def new_authority(name: str, now: datetime) -> Pair:
    return _authority(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]), ec.generate_private_key(ec.SECP256R1()), now)


def prolonged(authority: Pair, now: datetime) -> Pair:
    """The same name and key for longer: who trusts either certificate trusts what both have issued."""
    return _authority(x509.load_pem_x509_certificate(authority.certificate).subject, _private(authority), now)


def _authority(subject: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime) -> Pair:
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    certificate = (
        _builder(subject, subject, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pair(certificate, key)


def issue(authority: Pair, leaf: Leaf, now: datetime) -> Pair:
    issuer = x509.load_pem_x509_certificate(authority.certificate)
    key = ec.generate_private_key(ec.SECP256R1())
    days = min(LEAF_DAYS, authority.days_left(now))
    builder = (
        _builder(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, leaf.common_name)]), issuer.subject, key, now, days)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, False, False, False, False, False, False, False, False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(_usages(leaf)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
            ),
            critical=False,
        )
    )
    if leaf.hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in leaf.hosts]), critical=False)
    return _pair(builder.sign(_private(authority), hashes.SHA256()), key)


def _private(authority: Pair) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(authority.key, None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is not one of an elliptic curve")
    return key


def good(pair: Pair, authority: bytes, leaf: Leaf, now: datetime, least: int = RENEW_BELOW_DAYS) -> bool:
    """Whether a certificate serves: its key fits, the authority made it, it has all hosts and uses, and at least so many days left."""
    if not issued_by(pair, authority):
        return False
    certificate = x509.load_pem_x509_certificate(pair.certificate)
    return pair.days_left(now) >= least and set(leaf.hosts) <= _hosts(certificate) and set(_usages(leaf)) <= _allowed(certificate)


def issued_by(pair: Pair, authority: bytes) -> bool:
    if not pair.matches():
        return False
    try:
        x509.load_pem_x509_certificate(pair.certificate).verify_directly_issued_by(x509.load_pem_x509_certificate(authority))
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _usages(leaf: Leaf) -> list[x509.ObjectIdentifier]:
    server = [ExtendedKeyUsageOID.SERVER_AUTH] if leaf.hosts else []
    return server + ([ExtendedKeyUsageOID.CLIENT_AUTH] if leaf.client else [])


def _hosts(certificate: x509.Certificate) -> set[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    return set(names.get_values_for_type(x509.DNSName))


def _allowed(certificate: x509.Certificate) -> set[x509.ObjectIdentifier]:
    try:
        return set(certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except x509.ExtensionNotFound:
        return set()


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, days: int) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + timedelta(days=days))
    )


def _pair(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    return Pair(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )
