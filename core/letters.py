"""A letter by e-mail: a subject, a text part and an HTML part, in the reader's language.

It goes through Django's mail API, and so into the outbox: it leaves only if the caller's
transaction commits.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation


def send(template: str, *, to: str, language: str, context: Mapping[str, Any]) -> None:
    """Write the letter ``template`` to ``to``, and send it (see ``written``)."""
    written(template, to=to, language=language, context=context).send()


def written(
    template: str, *, to: str, language: str, context: Mapping[str, Any]
) -> EmailMultiAlternatives:
    """The letter ``template`` to ``to``.

    The templates are ``<template>.subject.txt``, ``<template>.txt`` and ``<template>.html``;
    ``context`` must hold all they show. Instants in it are shown in the zone that is active when
    this is called.
    """
    facts = {"library_name": settings.LIBRARY_NAME, "base_url": settings.APP_BASE_URL, **context}
    with translation.override(language):
        subject = " ".join(render_to_string(f"{template}.subject.txt", facts).split())
        message = EmailMultiAlternatives(
            subject, render_to_string(f"{template}.txt", facts), to=[to]
        )
        message.attach_alternative(render_to_string(f"{template}.html", facts), "text/html")
        message.extra_headers["Content-Language"] = language
    return message
