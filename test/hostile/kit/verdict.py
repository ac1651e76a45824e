"""Whether a server has survived: a value, made of what was measured before, during and after an attack."""
from dataclasses import dataclass, field

from kit.watched import MIB

TIMES_SLOWER = 2
AT_LEAST_ALLOWED = 0.020  # seconds: a p99 that is quicker than this is never called slow
GIVEN_BACK_WITHIN = 15  # seconds


@dataclass(frozen=True)
class Budget:
    """Bytes. `each` of those who attack at a time may cost so much, beyond `base`.

    An allocator keeps some of what it was given back, for the next who asks: `stays`. That it is no leak shows the second wave of the
    attack, which needs no more than the first but `more`.
    """
    each: int
    base: int = 24 * MIB
    stays: int = 48 * MIB
    more: int = 8 * MIB

    def most(self, peers):
        return self.base + self.each * peers


@dataclass
class Measured:
    """Seconds and bytes, descriptors as a number."""
    calm_p99: float
    attacked_p99: float
    calm_faults: list = field(default_factory=list)
    faults: list = field(default_factory=list)
    rounds: int = 1
    grown: int = 0
    stayed: int = 0
    stayed_more: int = 0
    descriptors_left: int = 0


class Slowness(str):
    """What is wrong, of which another process on the machine could be the reason."""


def allowed_p99(calm, patience=1):
    return max(TIMES_SLOWER * calm, AT_LEAST_ALLOWED) * patience


def verdict(measured, budget, peers, patience=1, memory=True):
    """What is wrong, one sentence each; nothing when all is well."""
    wrong = []
    if measured.calm_faults:
        wrong.append(f"honest clients were failed before the attack: {measured.calm_faults[0]}")
    if measured.faults:
        wrong.append(f"honest clients were failed {len(measured.faults)} times, first of all: {measured.faults[0]}")
    if not measured.rounds:
        wrong.append("no honest client was answered")
    most = allowed_p99(measured.calm_p99, patience)
    if measured.attacked_p99 > most:
        wrong.append(Slowness(f"the p99 of honest clients went from {measured.calm_p99 * 1000:.1f} ms to "
                              f"{measured.attacked_p99 * 1000:.1f} ms; allowed are {most * 1000:.1f} ms"))
    if memory and measured.grown > budget.most(peers):
        wrong.append(f"memory grew by {measured.grown / MIB:.1f} MiB; the budget of {peers} attackers is {budget.most(peers) / MIB:.1f} MiB")
    if memory and measured.stayed > budget.stays:
        wrong.append(f"{measured.stayed / MIB:.1f} MiB were not given back within {GIVEN_BACK_WITHIN} s; allowed are {budget.stays / MIB:.1f} MiB")
    if memory and measured.stayed_more > budget.more:
        wrong.append(f"after the same attack again {measured.stayed_more / MIB:.1f} MiB more are not given back: it is a leak")
    if measured.descriptors_left:
        wrong.append(f"{measured.descriptors_left} descriptors more than before are open {GIVEN_BACK_WITHIN} s after the attack")
    return wrong
