"""Lending, taking back and renewing in the reference model: what must come back, and what changes.

A deed first says what is expected; the machine asks the real library; where it was to be done, the
deed is then done here, with the ids that came back.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.model.rules import Policy, age, due_on
from tests.model.shelves import Shelves
from tests.model.things import Copy, Expected, Loan, refused

Found = list[tuple[str, str]]
LIFTED = (
    "loan_limit_reached",
    "debt_limit_reached",
    "overdue_loans",
    "reference_only",
    "age_restricted",
    "held_for_other",
)
"""What a librarian may lend in spite of."""


@dataclass(frozen=True)
class Wish:
    """A checkout that is asked for: by a member alone or, at a branch or without one, by the
    staff, who may insist, and then name a day where one is needed or (``names_day``) in any case;
    ``agreed`` is the question that was said yes to.
    """

    member: str
    copy: str
    is_alone: bool
    branch: str = ""
    insists_until: date | None = None
    agreed: tuple[str, ...] | None = None
    names_day: bool = False


class Desk(Shelves):
    # ---- lending

    def stands(self, wish: Wish) -> Found:
        """Everything that is found between a member and a copy."""
        member, copy = self.member(wish.member), self.state.copies[wish.copy]
        here = wish.branch or copy.home
        policy, today = self.policy(here, wish.member, copy.kind), self.branch(here).today(self.now)
        out = self.open_loans(wish.member)
        in_use = [loan for loan in out if loan.is_in_use]
        late = sum(map(self.is_overdue, in_use))
        is_own = any(loan.copy == copy.name for loan in out)
        is_stopped = policy.overdue_limit is not None and late >= max(1, policy.overdue_limit)
        owes = policy.debt_limit is not None and member.account.balance > policy.debt_limit
        is_young = bool(member.born and policy.min_age) and (
            age(member.born or today, today) < (policy.min_age or 0)
        )
        blocks = [
            ("email_not_verified", wish.is_alone and not member.is_verified),
            ("member_expired", today > member.until),
            ("member_blocked", member.is_blocked),
            ("copy_on_loan", bool(copy.loan) and not is_own),
            ("reference_only", copy.is_reference),
            ("age_restricted", is_young and not is_own),
            ("self_checkout_off", wish.is_alone and not policy.self_checkout),
            ("loan_limit_reached", len(in_use) >= policy.loan_limit and not is_own),
            ("debt_limit_reached", owes and not is_own),
            ("overdue_loans", is_stopped and not is_own),
            ("held_for_other", not is_own and self.is_kept_for_others(copy, wish.member, here)),
        ]
        asks = [
            ("copy_lost", copy.is_lost or copy.is_missing),
            ("copy_damaged", copy.is_damaged),
            ("same_book_on_loan", any(loan.book == copy.book for loan in out)),
        ]
        asks = [("already_on_loan_to_member", True)] if is_own else asks
        kind = "blocker" if wish.is_alone else "confirm"
        found = [(code, "blocker") for code, is_so in blocks if is_so]
        found += [(code, kind) for code, is_so in asks if is_so]
        if not is_own and not wish.is_alone:
            found += self.for_staff_to_answer(copy, wish.member, policy)
        if late and not is_stopped and not wish.is_alone:
            found.append(("overdue_loans", "warning"))
        return found

    def for_staff_to_answer(self, copy: Copy, member: str, policy: Policy) -> Found:
        """What a member who borrows alone is not asked."""
        past = [loan for loan in self.state.loans.values() if not loan.is_open]
        was_here = any(loan.member == member and loan.book == copy.book for loan in past)
        asks = [
            ("borrowed_before", policy.ask_borrowed_before and was_here),
            ("parts_to_count", copy.parts != ""),
        ]
        return [(code, "confirm") for code, is_so in asks if is_so]

    def questions(self, wish: Wish) -> tuple[str, ...]:
        return tuple(sorted(code for code, kind in self.stands(wish) if kind == "confirm"))

    def expect_loan(self, wish: Wish) -> Expected:
        """What lending a certain copy must answer."""
        found = self.stands(wish)
        blockers = [code for code, kind in found if kind == "blocker"]
        if wish.names_day and "reference_only" not in blockers:
            return Expected(422, "due_date_not_asked")
        if wish.insists_until:
            blockers = [code for code in blockers if code not in LIFTED]
        if blockers:
            return refused(blockers[0], found)
        own = self.own_loan(wish)
        if own and (codes := self.against_renewal(own)):
            return refused(codes[0], [(code, "blocker") for code in codes])
        asks = self.questions(wish)
        if asks and asks != wish.agreed:
            return Expected(412, "confirmation_needed", tuple(found))
        copy = self.state.copies[wish.copy]
        until = self.renewed_until(own) if own else self.lent_until(wish)
        said = {"due_on": until.isoformat(), "renewed": bool(own), "copy_barcode": copy.name}
        return Expected(201, said=said)

    def own_loan(self, wish: Wish) -> Loan | None:
        mine = [loan for loan in self.open_loans(wish.member) if loan.copy == wish.copy]
        return mine[0] if mine else None

    def lent_until(self, wish: Wish) -> date:
        copy = self.state.copies[wish.copy]
        if wish.insists_until and ("reference_only", "blocker") in self.stands(wish):
            return wish.insists_until
        branch = self.branch(wish.branch or copy.home)
        policy = self.policy(branch.code, wish.member, copy.kind)
        until = self.member(wish.member).until
        return due_on(policy, branch, branch.today(self.now), policy.loan_days, until)

    def lend(self, wish: Wish, loan_id: str) -> str | None:
        """Lend, as was expected; the hold that it filled."""
        if own := self.own_loan(wish):
            self.renew(own)
            return None
        copy = self.state.copies[wish.copy]
        here = wish.branch or copy.home
        until = self.lent_until(wish)
        policy = self.policy(here, wish.member, copy.kind)
        loan = Loan(loan_id, copy.name, copy.book, wish.member, here, policy, self.now, until)
        self.state.loans[loan_id] = loan
        return self.hand_over(copy, loan)

    def any_copy(self, book: str, member: str) -> str | None:
        """The copy that is handed out to whoever asks for a book."""
        copies = [copy for copy in self.state.copies.values() if copy.book == book]
        for copy in copies:
            hold = copy.on_shelf_for
            if hold and self.state.holds[hold].member == member:
                return copy.name
        wanted = {hold.copy for hold in self.queue(book) if hold.member != member}
        free = [copy.name for copy in copies if copy.state == "available"]
        return min(free, key=lambda name: (name in wanted, name), default=None)

    # ---- taking back

    def expect_return(self, copy: Copy, resolution: str) -> Expected:
        loan = self.state.loans[copy.loan] if copy.loan else None
        if loan and loan.claimed_on and not resolution:
            return Expected(412, "claim_needs_resolution")
        return Expected(200)

    def came_back_at(self, loan: Loan | None, here: str, *, dropped: bool) -> datetime:
        """Now or, from the book drop, at the end of the last open day, but not before the loan."""
        if loan is None or not dropped:
            return self.now
        branch = self.branch(here)
        day = branch.last_open(branch.today(self.now) - timedelta(days=1))
        return max(loan.loaned_at, branch.end_of(day))

    def take_back(
        self, copy: Copy, here: str, *, resolution: str = "", dropped: bool = False, alone: bool
    ) -> None:
        """End the loan of a copy, if it is on loan, and find its place."""
        loan = self.state.loans[copy.loan] if copy.loan else None
        if loan:
            at = self.came_back_at(loan, here, dropped=dropped)
            self.settle_return(loan, at, resolution)
            loan.is_open = False
            copy.loan = None
        self.sort_in(copy, here, traps=not alone)

    def next_step(self, copy: Copy) -> str:
        """What to do with a copy that has just been taken in."""
        if copy.is_damaged:
            return "ask_librarian"
        if copy.way:
            return "send_to_branch"
        return "hold_shelf" if copy.on_shelf_for else "reshelve"

    def settle_return(self, loan: Loan, at: datetime, resolution: str) -> None:
        raise NotImplementedError

    # ---- more time

    def renewal_policy(self, loan: Loan) -> Policy:
        kind = self.state.copies[loan.copy].kind
        return self.policy(loan.branch, loan.member, kind)

    def renewed_until(self, loan: Loan) -> date:
        policy, branch = self.renewal_policy(loan), self.branch(loan.branch)
        begins = loan.due_on if policy.renew_from == "due_date" else branch.today(self.now)
        days = policy.renewal_days or policy.loan_days
        return due_on(policy, branch, begins, days, self.member(loan.member).until)

    def against_renewal(self, loan: Loan) -> list[str]:
        """Everything that stands against more time for a loan, in its order."""
        member, policy = self.member(loan.member), self.renewal_policy(loan)
        branch, copy = self.branch(loan.branch), self.state.copies[loan.copy]
        today, until = branch.today(self.now), self.renewed_until(loan)
        within = policy.renew_within_days
        is_early = within is not None and today < loan.due_on - timedelta(days=within)
        limit = policy.debt_limit
        checks = [
            ("not_on_loan", not loan.is_open),
            ("claimed_returned", loan.claimed_on is not None),
            ("copy_lost", copy.is_lost or (loan.is_open and loan.lost_on is not None)),
            ("member_expired", today > member.until),
            ("member_blocked", member.is_blocked),
            ("debt_limit_reached", limit is not None and member.account.balance > limit),
            ("renewal_limit_reached", loan.renewals >= policy.renewal_limit),
            ("held_for_other", self.is_kept_for_others(copy, loan.member, loan.branch)),
            ("too_soon", is_early),
            ("due_date_would_not_move", until <= loan.due_on or until < today),
        ]
        return [code for code, is_so in checks if is_so]

    def renew(self, loan: Loan) -> None:
        """Give a loan more time, as was expected; what it cost until now stays."""
        until = self.renewed_until(loan)
        self.settle(loan, self.until(loan))
        loan.due_on, loan.policy = until, self.renewal_policy(loan)
        loan.renewals, loan.renewed_at = loan.renewals + 1, self.now

    def settle(self, loan: Loan, until: date) -> None:
        raise NotImplementedError

    def until(self, loan: Loan) -> date:
        raise NotImplementedError


def day_at(at: datetime, zone: str) -> date:
    """The day it is somewhere."""
    return at.astimezone(ZoneInfo(zone)).date()
