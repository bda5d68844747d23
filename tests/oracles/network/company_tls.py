"""A company's network: answers in front of a server with a certificate of its own authority.

    company_tls.py PORT FILE

Writes the authority's certificate into FILE, prints the port it listens on, and hands everything on to PORT.
"""

import datetime
import ipaddress
import socket
import ssl
import sys
import tempfile
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(name, key, by, by_key, authority):
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        made = made.add_extension(x509.SubjectAlternativeName([here]), critical=False)
    return made.sign(by_key, hashes.SHA256())


def name_of(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def pem(made):
    return made.public_bytes(serialization.Encoding.PEM)


def server_context(file):
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority, name = name_of("Northwind network"), name_of("127.0.0.1")
    root = certificate(authority, authority_key, authority, authority_key, True)
    with open(file, "wb") as out:
        out.write(pem(root))
    chain = pem(certificate(name, key, authority, authority_key, False))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile() as both:
        both.write(chain + secret)
        both.flush()
        context.load_cert_chain(both.name)
    return context


def hand_on(come, go):
    try:
        while data := come.recv(65536):
            go.sendall(data)
    except OSError:
        pass
    for end in (come, go):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def serve(client, context, port):
    try:
        client = context.wrap_socket(client, server_side=True)
    except OSError:
        return
    server = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=hand_on, args=(server, client), daemon=True).start()
    hand_on(client, server)


def main():
    port, file = int(sys.argv[1]), sys.argv[2]
    context = server_context(file)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, context, port), daemon=True).start()


main()
