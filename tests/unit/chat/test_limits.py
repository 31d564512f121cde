from frontdesk.chat.limits import SenderLimit


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_sender_waits_until_the_oldest_message_is_a_minute_old() -> None:
    clock = Clock()
    limit = SenderLimit(2, clock)
    for _ in range(2):
        assert limit.seconds_to_wait("ana") == 0
        limit.count("ana")
        clock.now += 10

    assert limit.seconds_to_wait("ana") == 40
    assert limit.seconds_to_wait("ben") == 0
    clock.now += 40
    assert limit.seconds_to_wait("ana") == 0


def test_asking_does_not_count_as_sending() -> None:
    limit = SenderLimit(1, Clock())
    for _ in range(5):
        assert limit.seconds_to_wait("ana") == 0


def test_senders_who_went_quiet_are_forgotten() -> None:
    clock = Clock()
    limit = SenderLimit(1, clock)
    for number in range(10_000):
        limit.count(f"sender {number}")
    clock.now += 61
    limit.count("ana")

    assert list(limit._sent) == ["ana"]
