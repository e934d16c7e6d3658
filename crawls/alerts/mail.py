"""A message by mail: a letter, the server's certificate, and what to change where it is not taken."""

import os
import smtplib
import ssl
from email.message import EmailMessage

from crawls.alerts.message import Message
from crawls.alerts.unsent import SECONDS, Unsent, in_words, shorten
from schemas.configuration import Mail

PASSWORD = "SMTP_PASSWORD"
OF_SECURITY = 'does security fit the server? It is "starttls" unless "tls" is stated or, for this machine alone, "none"'


def send_mail(mail: Mail, message: Message) -> None:
    """Send it to all that it is for. A server that shows no good certificate for its name is told nothing.

    Raises Unsent, also where the server took it for some of them alone.
    """
    host, _, port = mail.server.partition(":")
    tls = ssl.create_default_context()  # smtplib's own looks at no certificate
    try:
        letter = _write_letter(mail, message)
        with (
            smtplib.SMTP_SSL(host, int(port or 465), timeout=SECONDS, context=tls)
            if mail.security == "tls"
            else smtplib.SMTP(host, int(port or 587), timeout=SECONDS)
        ) as server:
            if mail.security == "starttls":
                server.starttls(context=tls)
            if mail.user:
                server.login(mail.user, os.environ.get(PASSWORD, ""))
            refused = server.send_message(letter)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise Unsent(f"{in_words(error).rstrip('.')} ({_what_to_change(error)})") from None
    if refused:
        raise Unsent(shorten(f"the server does not take {refused}; the others have it"), is_taken=True)


def _write_letter(mail: Mail, message: Message) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = mail.sender, ", ".join(message.to or mail.to), message.subject
    letter["Message-ID"] = f"<{message.id}@wupperjobs>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(message.text)
    if message.html:
        letter.add_alternative(message.html, subtype="html")
    return letter


def _what_to_change(error: Exception) -> str:
    """What of `[alert.mail]` is probably wrong."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"are user and {PASSWORD} right? cron and systemd hand over only the environment that they are told to"
    if isinstance(error, smtplib.SMTPSenderRefused | smtplib.SMTPRecipientsRefused):
        return "does the server take sender and to, and does it want a user?"
    if isinstance(error, smtplib.SMTPDataError):
        return "the server took sender and to, but not the letter"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "is server the name in its certificate? An authority of your own is named by SSL_CERT_FILE"
    if isinstance(error, smtplib.SMTPNotSupportedError | smtplib.SMTPServerDisconnected | ssl.SSLError):
        return OF_SECURITY
    if isinstance(error, OSError):
        return "are the host and port of server right, and does security fit?"
    return "are server, sender and to written as they should be?"
