"""Which events members are told of, when, and in which words. For administrators."""

from functools import cached_property
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.views import View

from accounts.models import User
from accounts.models.audit import Interface
from core import clock
from core.web.fragments import page_or_fragment
from core.web.views import ServiceFormView, StaffPage
from members import errors
from members.domain.notices import FRAME
from members.models import Channel, Member
from members.services import notice_previews, notice_rules
from members.services.notice_rules import Rule
from members.services.notice_words import NAMES, Words
from members.services.notice_writing import Written
from members.web import notice_forms, notice_rows


class RulesPage(StaffPage):
    """A page about how members are told of things."""

    permission_required = "members.change_noticerule"
    request: HttpRequest
    kwargs: dict[str, Any]

    @property
    def by(self) -> dict[str, Any]:
        """Who keeps the rules, when and through which door."""
        user = cast(User, self.request.user)
        return {"actor": user, "now": clock.now(), "interface": Interface.PAGE}


class Rules(RulesPage, ServiceFormView):
    """All events; and the quiet hours."""

    template_name = "members/notice_rules.html"
    form_class = notice_forms.Quiet
    success_url = reverse_lazy("members:notice_rules")

    @cached_property
    def book(self) -> notice_rules.Book:
        """The rules as they are."""
        return notice_rules.book(clock.now())

    def get_initial(self) -> dict[str, Any]:
        return {"quiet_from": self.book.quiet_from, "quiet_until": self.book.quiet_until}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = notice_rules.texts()
        rows, frame = notice_rows.rules(self.book, texts), notice_rows.text_links(FRAME, texts)
        return super().get_context_data(rows=rows, frame=frame, **kwargs)

    def perform(self, data: dict[str, Any]) -> None:
        notice_rules.set_quiet(data["quiet_from"], data["quiet_until"], **self.by)

    def done(self, outcome: Any) -> HttpResponse:
        messages.success(self.request, _("The quiet hours were saved."))
        return super().done(outcome)


class OneRule(RulesPage, ServiceFormView):
    """Whether and when members are told of one event; and where its words are."""

    template_name = "members/notice_rule.html"
    form_class: Any = notice_forms.RuleForm
    success_url = reverse_lazy("members:notice_rules")

    @cached_property
    def rule(self) -> Rule:
        """The rule. Raises ``UnknownEvent``."""
        known = notice_rules.demand_known(self.kwargs["event"])
        return notice_rules.book(clock.now()).rules[known.code]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rule": self.rule}

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.rule, name) for name in ("is_on", "days", "by_letter")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.rule.event.code
        links = notice_rows.text_links(code, notice_rules.texts())
        return super().get_context_data(title=NAMES[code], texts=links, **kwargs)

    def perform(self, data: dict[str, Any]) -> None:
        notice_rules.set_rule(self.rule.event.code, **{"days": None, **data}, **self.by)

    def done(self, outcome: Any) -> HttpResponse:
        messages.success(self.request, _("Saved."))
        return super().done(outcome)


class TextPage(RulesPage):
    """A page about the words of one event, by one channel, in one language."""

    @cached_property
    def event(self) -> str:
        """The event, or the frame. Raises ``UnknownEvent``."""
        code: str = self.kwargs["event"]
        return code if code == FRAME else notice_rules.demand_known(code).code

    @cached_property
    def channel(self) -> Channel:
        """The channel. Raises ``UnknownEvent`` when there is none of that name."""
        if self.kwargs["channel"] not in Channel.values:
            raise errors.UnknownEvent(event=self.kwargs["channel"])
        return Channel(self.kwargs["channel"])

    @cached_property
    def language(self) -> str:
        """The language. Raises ``UnknownLanguage``."""
        code: str = self.kwargs["language"]
        if code not in dict(notice_forms.languages()):
            raise errors.UnknownLanguage(language=code)
        return code


class Text(TextPage, ServiceFormView):
    """The words, looked at with a real member, and kept."""

    template_name = "members/notice_text.html"
    form_class: Any = notice_forms.TextForm
    seen: Written | None = None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.seen = self.look(self.words, "")
        return super().get(request, *args, **kwargs)

    @cached_property
    def words(self) -> Words:
        """The words as they are kept, or shipped."""
        where = (self.event, self.channel, self.language)
        return notice_rules.words(notice_rules.texts(), *where)

    def look(self, said: Words, typed: str) -> Written | None:
        """``said`` as a member would read it; nothing where there is no member. Raises
        ``UnknownPlaceholder``.
        """
        member = Member.objects.matching(typed).first() if typed else Member.objects.first()
        notice_rules.demand_words(self.event, said)
        if member is None:
            return None
        how: dict[str, Any] = {"channel": self.channel, "language": self.language}
        return notice_previews.of(member, self.event, said, now=clock.now(), **how)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"is_frame": self.event == FRAME}

    def get_initial(self) -> dict[str, Any]:
        said = self.words
        return {"subject": said.subject, "opening": said.opening, "line": said.line}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        where = (self.event, self.channel, self.language)
        return super().get_context_data(
            title=NAMES[self.event],
            channel=self.channel.label,
            language_name=dict(notice_forms.languages())[self.language],
            is_own=where in notice_rules.texts(),
            reset_url=reverse("members:notice_text_reset", args=where),
            places=notice_rows.places(self.event),
            seen=self.seen,
            **kwargs,
        )

    def perform(self, data: dict[str, Any]) -> None:
        said = notice_forms.words(data)
        if "look" in self.request.POST:
            self.seen = self.look(said, data["member"])
        else:
            where = (self.event, self.channel, self.language)
            notice_rules.set_text(*where, said, **self.by)

    def done(self, outcome: Any) -> HttpResponse:
        if "look" in self.request.POST:
            return self.render_to_response(self.get_context_data())
        messages.success(self.request, _("The text was saved."))
        return HttpResponseRedirect(self.request.path)

    def render_to_response(self, context: dict[str, Any], **how: Any) -> HttpResponse:
        return page_or_fragment(self.request, self.template_name, "preview", context, **how)


class ResetText(TextPage, View):
    """Back to the words that are shipped."""

    def post(self, request: HttpRequest, **_said: Any) -> HttpResponse:
        """Do it, and back to the text."""
        where = (self.event, self.channel, self.language)
        notice_rules.reset_text(*where, **self.by)
        messages.success(request, _("The words are those that the library came with."))
        return HttpResponseRedirect(notice_rows.text_url(*where))
