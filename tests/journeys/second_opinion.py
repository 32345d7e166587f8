"""The figures once more, reckoned from the bare lines of a file by the words of the contract and the domain alone.

Nothing here is shared with the tracker: where the two disagree, one of them has misread the words.
"""

from collections import Counter
from datetime import date, timedelta
from statistics import median

DEFAULT_PROMISES = {"acknowledge": (5, "working"), "answer": (84, "calendar")}
ANSWERS = ("AnswerGiven", "AnswerUndeliverable")
PLACED = ("ContributionThemed", "ContributionRethemed")
DECLINED = {"not_now": "not_now", "not_possible": "not_possible", "passed_on": "passed_on"}


def day_of(text):
    return date.fromisoformat(text)


class Opinion:
    def __init__(self, lines, day):
        self.day = day_of(day)
        read = [line for line in lines if line["recorded_on"] <= day and line["visibility"] != "safeguarding"]
        self.lines = [{**line, "n": n} for n, line in enumerate(read)]
        self.joined = {line["stream"]: line["data"]["new"] for line in self.of("ThemesMerged")}
        self.themes = [line["stream"] for line in self.of("ThemeOpened")]
        self.said = [line["stream"] for line in self.of("ContributionReceived")]
        self.made = {theme: self.of("DecisionMade", stream=theme) for theme in self.themes}

    def of(self, *facts, stream=None, **data):
        """The lines of those facts: of a stream, and with that in their data."""
        return [
            line
            for line in self.lines
            if line["type"] in facts
            and stream in (None, line["stream"])
            and all(line["data"].get(key) == value for key, value in data.items())
        ]

    def past(self, due):
        return max(0, (self.day - day_of(due)).days)

    # Contributions

    def received_on(self, said):
        return day_of(self.of("ContributionReceived", stream=said)[0]["occurred_on"])

    def is_withdrawn(self, said):
        return any(
            {"all", "words"} & {*line["data"]["scope"]} for line in self.of("ContributionWithdrawn", stream=said)
        )

    def is_set_aside(self, said):
        return len(self.of("ContributionSetAside", stream=said)) > len(self.of("ContributionRestored", stream=said))

    def first(self, said, *facts):
        """The earliest of some facts by when it happened."""
        return min(self.of(*facts, stream=said), key=lambda line: line["occurred_on"], default=None)

    def named(self, said):
        """The themes that the latest points name."""
        placed = self.of(*PLACED, stream=said)
        return [point["theme"] for point in placed[-1]["data"]["points"]] if placed else []

    def way(self, theme):
        found = [theme]
        while found[-1] in self.joined:
            found.append(self.joined[found[-1]])
        return found

    def current(self, said):
        return {self.way(theme)[-1] for theme in self.named(said)}

    def covered(self, said):
        """What somebody was told."""
        return {ref for line in self.of(*ANSWERS, stream=said) for ref in line["data"]["covers"]}

    def heard_since(self, said, lines, *refs):
        """Whether an answer told somebody one of these written down after some lines and given no day before."""
        return any(
            not {*refs}.isdisjoint(answer["data"]["covers"])
            and all(answer["n"] > line["n"] and answer["occurred_on"] >= line["occurred_on"] for line in lines)
            for answer in self.of(*ANSWERS, stream=said)
        )

    def waits(self, said):
        if self.is_withdrawn(said) or self.is_set_aside(said):
            return False
        told = self.covered(said)
        untold = [
            theme for theme in self.current(said)
            if not any(line["data"]["decision"] in told for line in self.made[theme])
        ]  # fmt: skip
        return bool(untold) or not self.of(*ANSWERS, stream=said)

    def last_day(self, said, promise):
        since, spoke = "", self.received_on(said)
        days, unit = DEFAULT_PROMISES[promise]
        for line in self.of("PromiseSet", promise=promise):
            if since <= line["data"]["from_on"] <= str(spoke):
                since, days, unit = line["data"]["from_on"], line["data"]["days"], line["data"]["unit"]
        last = spoke
        while days > 0:
            last += timedelta(days=1)
            days -= unit == "calendar" or last.weekday() < 5
        return last

    def contributions(self):
        waiting = [said for said in self.said if self.waits(said)]
        withdrawn = [said for said in self.said if self.is_withdrawn(said)]
        answered = {*self.said} - {*withdrawn} - {*waiting}
        asked = Counter(line["data"]["asks_change"] for line in self.of("ContributionReceived"))
        firsts = {said: first for said in self.said if (first := self.first(said, *ANSWERS))}
        return {
            "received": len(self.said),
            "withdrawn": len(withdrawn),
            "answered": len(answered),
            "answer_undeliverable": sum(
                said in answered and first["type"] == "AnswerUndeliverable" for said, first in firsts.items()
            ),
            "waiting": len(waiting),
            "longest_wait_days": max(((self.day - self.received_on(said)).days for said in waiting), default=0),
            "asked_for_change": asked[True],
            "no_change_asked": asked[False],
            "change_unknown": asked[None],
            "acknowledged_in_promise": self.acknowledged(),
            "first_answer": self.first_answers(firsts),
        }

    def acknowledged(self):
        n = of = 0
        for said in self.said:
            thanks, last = self.first(said, "ContributionAcknowledged"), self.last_day(said, "acknowledge")
            n += bool(thanks) and day_of(thanks["occurred_on"]) <= last
            of += bool(thanks) or last < self.day
        return {"n": n, "of": of}

    def first_answers(self, firsts):
        counts = dict.fromkeys(("in_promise", "late", "overdue", "not_yet_due"), 0)
        days = []
        for said in self.said:
            last = self.last_day(said, "answer")
            if said in firsts:
                on = day_of(firsts[said]["occurred_on"])
                days.append((on - self.received_on(said)).days)
                counts["in_promise" if on <= last else "late"] += 1
            elif not (self.is_withdrawn(said) or self.is_set_aside(said)):
                counts["overdue" if self.day > last else "not_yet_due"] += 1
        return {"days_median": median(days) if days else None, **counts}

    # Outcomes

    def outcomes_of(self, theme):
        return self.of("OutcomeReported", stream=theme)

    def closed(self, ref):
        return self.of("ContributorCheckClosed", outcome=ref)

    def has_ended(self, outcome):
        return outcome["data"].get("until") is not None and outcome["data"]["until"] < str(self.day)

    def outcomes(self):
        asked = [line["stream"] for line in self.of("ContributionReceived", asks_change=True)]
        counts = Counter()
        for said in asked:
            all_themes = {theme for named in self.named(said) for theme in self.way(named)}
            every = [outcome for theme in all_themes for outcome in self.outcomes_of(theme)]
            results = [[line["data"]["result"] for line in self.closed(each["data"]["outcome"])] for each in every]
            counts["reported"] += bool(every)
            counts["confirmed"] += any({"confirmed", "partly_confirmed"} & {*each} for each in results)
            counts["still_in_place"] += any(
                found[-1:] == ["confirmed"] and not self.has_ended(outcome)
                for outcome, found in zip(every, results, strict=True)
            )
        names = ("reported", "confirmed", "still_in_place")
        return {name: {"n": counts[name], "of": len(asked)} for name in names}

    # Themes

    def actions_of(self, theme):
        return [line for line in self.of("ActionPlanned") if line["data"]["theme"] == theme]

    def standing(self, action):
        moved = {"ActionStarted": "started", "ActionResumed": "started", "ActionStalled": "stalled",
                 "ActionDone": "done", "ActionDropped": "dropped"}  # fmt: skip
        found = self.of(*moved, stream=action)
        return moved[found[-1]["type"]] if found else "planned"

    def state(self, theme):
        made, stands = self.made[theme], [line["type"] for line in self.lines if line["stream"] == theme]
        if not made:
            return "looking" if "ConsiderationStarted" in stands else "waiting"
        if len(self.of("ThemeReopened", stream=theme)) == len(made):
            return "looking_again"
        current = made[-1]["data"]
        verdicts = {part["verdict"] for part in current["parts"]}
        if not verdicts & {"agreed", "partly"}:
            return next((said for verdict, said in DECLINED.items() if verdict in verdicts), "already_there")
        since = self.lines.index(made[-1])
        reported = [each for each in self.outcomes_of(theme) if self.lines.index(each) > since]
        if reported:
            return self.state_of_outcome(reported[-1])
        return self.state_of_work(
            [each for each in self.actions_of(theme) if each["data"]["decision"] == current["decision"]]
        )

    def state_of_outcome(self, outcome):
        closed = self.closed(outcome["data"]["outcome"])
        if not closed:
            return "reported"
        result = closed[-1]["data"]["result"]
        return "stopped" if result in ("confirmed", "partly_confirmed") and self.has_ended(outcome) else result

    def state_of_work(self, planned):
        counts = Counter(self.standing(each["stream"]) for each in planned)
        if counts["stalled"]:
            return "stuck"
        if counts["started"] or (counts["done"] and counts["planned"]):
            return "under_way"
        if counts["planned"]:
            return "planned"
        if counts["dropped"] and counts["dropped"] == len(planned):
            return "dropped"
        return "done_unknown" if planned else "agreed"

    def waiting_on(self, theme):
        found = []
        for n, line in enumerate(self.lines):
            if line["type"] == "PassedOn" and line["stream"] == theme and not self.replied(n, line):
                said = line["data"]
                found.append({"kind": "reply", "from": said["to"], "ask": said["part"], "due": said["reply_due"]})
        stands = [line for line in self.lines if line["stream"] == theme]
        looks = [
            line for line in stands if line["type"] in ("ConsiderationStarted", "ConsiderationExtended", "DecisionMade")
        ]
        if looks and looks[-1]["type"] != "DecisionMade":
            found.append({"kind": "decision", "due": looks[-1]["data"].get("due") or looks[-1]["data"]["new_due"]})
        found += [{"kind": "review", "ask": ask, "due": due} for ask, due in self.reviews(theme, stands)]
        return [{**each, "days_past_due": self.past(each["due"])} for each in found]

    def replied(self, n, passed):
        body, ask = passed["data"]["to"], passed["data"]["part"]
        later = [
            line for line in self.lines[n:] if line["type"] == "ReplyReceived" and line["stream"] == passed["stream"]
        ]
        return any(line["data"]["frm"] == body and line["data"].get("part", ask) == ask for line in later)

    def reviews(self, theme, stands):
        if not self.made[theme]:
            return []
        current = self.made[theme][-1]
        days = [
            [part["ask"], still["on"]]
            for part in current["data"]["parts"]
            for still in part.get("still", ())
            if still["kind"] == "review_on" and still.get("on")
        ]
        for line in stands[stands.index(current) :]:
            if line["type"] == "ReviewDateMoved":
                for each in days:
                    if each[0] in line["data"]["parts"] and each[1] == line["data"]["old"]:
                        each[1] = line["data"]["new"]
        return days

    def told_otherwise(self, theme, said):
        told, here = self.covered(said), [line["data"]["decision"] for line in self.made[theme]]
        others = [other for other in self.themes if other != theme and self.way(other)[-1] == theme]
        superseded = not told.isdisjoint(here) and here[-1] not in told
        return (
            superseded
            or any(self.told_before_it_joined(other, said, theme, *here[-1:]) for other in others)
            or any(self.told_before_it_was_put_right(each, said) for each in (theme, *others))
        )

    def told_before_it_joined(self, other, said, *stands):
        was_its_own = {other, *(line["data"]["decision"] for line in self.made[other])}
        joins = [line for each in self.way(other) for line in self.of("ThemesMerged", stream=each)]
        return not was_its_own.isdisjoint(self.covered(said)) and not self.heard_since(said, joins, *stands)

    def told_before_it_was_put_right(self, theme, said):
        corrected = {line["data"]["outcome"] for line in self.of("OutcomeCorrected", stream=theme)}
        return any(
            not self.heard_since(said, self.of("OutcomeCorrected", stream=theme, outcome=ref), ref)
            for ref in corrected & self.covered(said)
        )

    def agreed_no_action_days(self, theme):
        if not self.made[theme]:
            return None
        current = self.made[theme][-1]
        agreed = any(part["verdict"] in ("agreed", "partly") for part in current["data"]["parts"])
        planned = self.of("ActionPlanned", decision=current["data"]["decision"])
        return (self.day - day_of(current["occurred_on"])).days if agreed and not planned else None

    def theme(self, theme):
        if theme in self.joined:
            return {"state": "joined", "joined_with": self.joined[theme]}
        own = {theme, *(line["stream"] for line in self.actions_of(theme))}
        news = [line["occurred_on"] for line in self.lines if line["stream"] in own and line["visibility"] == "public"]
        opened = self.of("ThemeOpened", stream=theme)[0]
        verdicts = {part["ask"]: part["verdict"] for line in self.made[theme][-1:] for part in line["data"]["parts"]}
        here = [said for said in self.said if theme in self.current(said) and not self.is_withdrawn(said)]
        held = self.of("PublicItemHeldBack", "PublicItemReleased", stream=theme)
        return {
            "state": self.state(theme),
            "contributions": len(here),
            "days_since_news": (self.day - day_of(max([*news, opened["occurred_on"]]))).days,
            "held_back": held[-1]["type"] == "PublicItemHeldBack" if held else False,
            "asks": {ask["id"]: verdicts.get(ask["id"]) for ask in opened["data"]["asks"]},
            "waiting_on": self.waiting_on(theme),
            "agreed_no_action_days": self.agreed_no_action_days(theme),
            "told_something_since_changed": sum(
                self.told_otherwise(theme, said) for said in here if not self.is_set_aside(said)
            ),
        }

    # What was decided, done, disputed and checked

    def actions(self):
        planned = self.of("ActionPlanned")
        standings = Counter(self.standing(line["stream"]) for line in planned)
        done = {line["stream"]: line["occurred_on"] for line in self.of("ActionDone")}
        late = {}
        for line in planned:
            moved = self.of("ActionDueDateMoved", stream=line["stream"])
            days = self.past(moved[-1]["data"]["new"] if moved else line["data"]["due"])
            if days and self.standing(line["stream"]) not in ("done", "dropped"):
                late[line["stream"]] = days
        return {
            "planned": len(planned),
            "not_started": standings["planned"],
            "under_way": standings["started"],
            **{name: standings[name] for name in ("stalled", "done", "dropped")},
            "done_by_first_due_date": sum(done.get(line["stream"], "9999") <= line["data"]["due"] for line in planned),
            "late": late,
        }

    def disputes(self):
        raised = sorted(self.of("DisputeRaised"), key=lambda line: (line["occurred_on"], line["stream"]))
        answers = {line["data"]["dispute"]: line for line in self.of("DisputeAnswered")}
        over = {*answers, *(line["data"]["dispute"] for line in self.of("DisputeWithdrawn"))}
        findings = Counter(line["data"]["finding"] for line in answers.values())
        days = [
            (day_of(answers[line["data"]["dispute"]]["occurred_on"]) - day_of(line["occurred_on"])).days
            for line in raised
            if line["data"]["dispute"] in answers
        ]
        return {
            "raised": len(raised),
            "open": sum(line["data"]["dispute"] not in over for line in raised),
            "answered": len(answers),
            **{name: findings[name] for name in ("upheld", "upheld_in_part", "not_upheld")},
            "days_to_answer": days,
        }

    def decisions(self):
        made = [line["data"] for theme in self.themes for line in self.made[theme]]
        current = [lines[-1]["data"] for lines in self.made.values() if lines]
        deciding = [[took for took in each["took_part"] if took["part"] == "decided"] for each in made]
        lived = [
            sum(took["n"] for took in took_part if took["capacity"] == "lived_experience") for took_part in deciding
        ]

        def reasons(some):
            return dict(
                Counter(reason for each in some for part in each["parts"] for reason in part.get("reasons", ()))
            )

        return {
            "made": len(made),
            "with_lived_experience_deciding": sum(n > 0 for n in lived),
            "seats": {"n": sum(lived), "of": sum(took["n"] for took_part in deciding for took in took_part)},
            **{
                name: dict(Counter(each[name] for each in made))
                for name in ("how", "recommendation_followed", "level_reached")
            },
            "verdicts_by_ask": dict(Counter(part["verdict"] for each in current for part in each["parts"])),
            "reasons": {"current": reasons(current), "superseded": reasons([d for d in made if d not in current])},
        }

    def checks(self):
        names = ("asked", "yes", "partly", "no", "cannot_tell", "no_reply", "result")
        return {
            line["data"]["outcome"]: {name: line["data"][name] for name in names}
            for line in self.of("ContributorCheckClosed")
        }

    def document(self):
        return {
            "contributions": self.contributions(),
            "outcomes": self.outcomes(),
            "themes": {theme: self.theme(theme) for theme in self.themes},
            "decisions": self.decisions(),
            "actions": self.actions(),
            "disputes": self.disputes(),
            "checks": self.checks(),
        }
