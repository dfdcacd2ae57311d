"""How the client page is for eyes, ears and hands: axe-core, light and dark, narrow windows."""

import axe
from page import check
from scenario import scenario
from scenarios_client import make_key


def walk(room, look):
    """Leads through every state of the client page, and looks at each."""
    stage = room.stage
    stage.found("متجر بوب", "بوب <bob@example.com>")
    stage.offer(1, "Login", "3000 EUR", "--deliverable", "Login page", "--criterion", "Works offline")
    stage.offer(2, "支払い", "2000 EUR")
    stage.work("Login #relay-123/1")
    page = room.open()
    look(page, "empty")
    page.choose([stage.bundle()], "#files")
    page.wait_for("Waiting for your agreement")
    look(page, "opened")
    page.click(css="#proofs summary")
    page.click(css="#milestone-1 summary")
    page.type(stage.fingerprint("ana"), css="#pin-builder")
    page.type("SHA256:" + "A" * 43, css="#pin-client")
    page.click(role="button", name="Compare")
    page.wait_for("Match: this is the builder")
    _, line = make_key(room, page)
    look(page, "key")
    page.type("", css="#pin-client")
    page.click(role="button", name="Compare")
    page.wait_for("Everything fits")
    page.click(role="button", name="Agree …")
    page.wait_for("These sentences are what you sign")
    look(page, "agree")
    agreement = room.sign(page)
    look(page, "sent")
    stage.bring_in(agreement)
    with open(stage.path("bob.pub"), "w") as file:
        file.write(line + "\n")
    stage.relay("ana", "admit", stage.path("bob.pub"), "--yes")
    stage.work("Basket #relay-123/1")
    stage.submit(1, "--note", "Please have a look")
    page.choose([stage.bundle("second.relay.tar")], "#files")
    page.wait_for("Handed-in proofs")
    look(page, "review")
    page.click(role="button", name="Reject milestone 1 …")
    page.wait_for("What is to change")
    look(page, "reject")
    page.type("Not yet", page.find_all(css="dialog textarea")[0])
    room.sign(page)
    look(page, "rejected")
    with open(stage.path("junk.relay"), "wb") as file:
        file.write(b"<html>")
    page.choose([stage.path("junk.relay")], "#files")
    page.wait_for("Cannot be read")
    look(page, "unreadable")


def axe_finds_nothing(page, state):
    found = axe.violations(page)
    check(not found, f"axe finds in '{state}': " + "\n".join(found))


@scenario
def accessible(room):
    """axe-core finds nothing in any state, in light colours."""
    walk(room, axe_finds_nothing)


@scenario(dark=True)
def accessible_dark(room):
    """axe-core finds nothing in any state, in dark colours."""
    walk(room, axe_finds_nothing)


def fits(page, state):
    width = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    widest = page.evaluate("""() => [...document.querySelectorAll("body *")]
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll"))
      .slice(0, 3).map((e) => e.outerHTML.slice(0, 150))""") if width[0] > width[1] else []
    check(width[0] <= width[1], f"'{state}' is {width[0]} wide in a window of {width[1]}: {widest}")


@scenario
def narrow(room):
    """Nothing sticks out of a window of 320 pixels, what axe asks of a zoom to 400 %."""

    def look(page, state):
        page.resize(320, 640)
        fits(page, state)

    walk(room, look)
