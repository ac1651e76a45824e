"""The verdict calls each fault by its name, and nothing else: both sides of every limit."""
import unittest
from dataclasses import replace

from kit.verdict import Budget, Measured, Slowness, allowed_p99, verdict
from kit.watched import MIB

BUDGET = Budget(each=1 * MIB, base=10 * MIB, stays=5 * MIB, more=2 * MIB)
PEERS = 4
WELL = Measured(calm_p99=0.001, attacked_p99=0.020, rounds=1000, grown=14 * MIB, stayed=5 * MIB, stayed_more=2 * MIB)

# What changes → a word of the one sentence that must come of it.
FAULTS = {
    "a little over 20 ms": (dict(attacked_p99=0.0201), "p99"),
    "a little over twice": (dict(calm_p99=0.030, attacked_p99=0.0601), "p99"),
    "a byte over the budget": (dict(grown=14 * MIB + 1), "budget"),
    "a byte more is kept": (dict(stayed=5 * MIB + 1), "given back"),
    "a byte more with every wave": (dict(stayed_more=2 * MIB + 1), "leak"),
    "a descriptor is left": (dict(descriptors_left=1), "1 descriptors"),
    "a fault in the attack": (dict(faults=["no answer"]), "failed 1 times"),
    "a fault before it": (dict(calm_faults=["no answer"]), "before the attack"),
    "nobody was answered": (dict(rounds=0), "no honest client"),
}


class Verdict(unittest.TestCase):
    def test_all_is_well_at_every_limit(self):
        self.assertEqual(verdict(WELL, BUDGET, PEERS), [])
        self.assertEqual(verdict(replace(WELL, calm_p99=0.030, attacked_p99=0.060), BUDGET, PEERS), [])

    def test_each_fault_has_one_sentence(self):
        for name, (changed, word) in FAULTS.items():
            with self.subTest(name):
                wrong = verdict(replace(WELL, **changed), BUDGET, PEERS)
                self.assertEqual(len(wrong), 1, wrong)
                self.assertIn(word, wrong[0])
                self.assertEqual(isinstance(wrong[0], Slowness), word == "p99")

    def test_memory_is_not_judged_where_it_is_not_to_be(self):
        grown = replace(WELL, grown=1000 * MIB, stayed=1000 * MIB, stayed_more=1000 * MIB)
        self.assertEqual(verdict(grown, BUDGET, PEERS, memory=False), [])

    def test_patience_is_for_time_alone(self):
        self.assertEqual(allowed_p99(0.001, patience=3), 0.060)
        self.assertEqual(len(verdict(replace(WELL, grown=14 * MIB + 1), BUDGET, PEERS, patience=3)), 1)


if __name__ == "__main__":
    unittest.main()
