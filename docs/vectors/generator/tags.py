"""Commit messages, and the projects that they name."""

from .tools import LARGEST


def tag_vectors():
    entries = []

    def case(message, *tags, words=(), tickets=()):
        entry = {}
        if isinstance(message, bytes):
            entry["message_hex"] = message.hex()
        else:
            entry["message"] = message
        if words:
            entry["words"] = list(words)
        if tickets:
            entry["tickets"] = [{"prefix": prefix, "project": number} for prefix, number in tickets]
        entry["tags"] = []
        for tag in tags:
            number, milestone, ticket = (*tag, None, None)[:3] if isinstance(tag, tuple) else (
                tag, None, None)
            found = {"project": number}
            if milestone:
                found["milestone"] = milestone
            if ticket:
                found["ticket"] = ticket
            entry["tags"].append(found)
        entries.append(entry)

    # Each spelling.
    for word in ["relay", "project", "proj"]:
        case(f"#{word}-123", 123)
        case(f"[{word}-123]", 123)
        case(f"#{word.upper()}-123", 123)
        case(f"[{word.capitalize()}-123]", 123)
        case(f"#{word}-123/2", (123, 2))
        case(f"[{word}-123/2]", (123, 2))
        case(f"[{word}-123]/2", (123, 2))
    for message in ["", "plain", "#123", "relay-123", "#relay", "#relay-", "#relay123", "# relay-123",
                    "#relay -123", "#relay- 123", "#relay--123", "#relays-123", "#relay_123",
                    "#rel\u00e1y-123", "#relay\u2010123", "\uff03relay-123", "#rel\nay-123"]:
        case(message)
    # Several, each once.
    case("#relay-123 #relay-456", 123, 456)
    case("#relay-456 [proj-123] #project-456", 456, 123)
    case("#relay-123#relay-456", 123)
    case("[relay-123][relay-456]", 123, 456)
    case("#relay-123/2 #relay-123/3", (123, 2))
    case("#relay-123 #relay-123/3", (123, 3))
    case("#relay-5,#relay-6;#relay-7", 5, 6, 7)
    case("Fix login\n\nAlso #relay-3, see [project-4/9].\n", 3, (4, 9))
    case(" ".join(f"#relay-{number}" for number in range(1, 66)), *range(1, 65))
    # What stands before a '#'.
    for before in [" ", "(", "[", "{", "<", "\"", "'", ".", ",", ";", ":", "-", "+", "*", "!", "?",
                   "=", "@", "\\", "|", "~", "`", "\t", "\n", "\r\n", "\u00e9", "\u4fee", "\U0001f600"]:
        case(f"{before}#relay-123", 123)
    for before in ["a", "Z", "0", "9", "_", "/", "&", "#"]:
        case(f"{before}#relay-123")
    case("https://example.com/#relay-123")
    case("https://example.com/issues#relay-123")
    case("&#relay-123;")
    # A bracket may follow anything.
    for before in ["a", "_", "9", "/", "&", "#", "]", "["]:
        case(f"{before}[relay-123]", 123)
    # What stands after the number.
    for after in ["", " ", ".", ",", ":", ";", ")", "]", "!", "?", "-", "-4", "#", "\n", "\r\n",
                  "/", "/x", "/0", "/02", "/2x", "/-2", "\u00e9", "\u6b63", "\u0661"]:
        case(f"#relay-123{after}", 123)
    for after in ["a", "Z", "_", "_4", "rd"]:
        case(f"#relay-123{after}")
    case("#relay-123/2/3", (123, 2))
    case("#relay-123/2.", (123, 2))
    case("#relay-123/2-3", (123, 2))
    # Brackets.
    for message in ["[relay-123", "[ relay-123]", "[relay-123 ]", "[relay-123)", "[relay-123x]",
                    "[relay-123/]", "[relay-123/x]", "[relay-123/0]", "[relay-123/02]",
                    "[relay-123/2x]", "[relay-123/2", "[relay-123/2/3]", "[relay-123-4]",
                    "(relay-123)", "[relay-0123]", "[relay-123, relay-456]", "[relay-\n123]"]:
        case(message)
    case("[#relay-123]", 123)
    case("[[relay-123]]", 123)
    case("[relay-123](https://example.com)", 123)
    case("[relay-123]/2/3", (123, 2))
    case("[relay-123/2]/3", (123, 2))
    case("[relay-123]/0", 123)
    case("[relay-123]/x", 123)
    case("[relay-123]/2x", 123)
    case("[relay-123] /2", 123)
    # Numbers.
    case("#relay-1", 1)
    case(f"#relay-{LARGEST}", LARGEST)
    case(f"#relay-{LARGEST + 1}")
    case("#relay-18446744073709551617")
    case(f"#relay-{'9' * 400}")
    case("#relay-0")
    case("#relay-00")
    case("#relay-0123")
    case("#relay-+1")
    case("#relay-1e3")
    case("#relay-0x10")
    case("#relay-1.5", 1)
    case("#relay-1,000", 1)
    case("#relay-\u0661\u0662\u0663")
    case("#relay-\uff11\uff12\uff13")
    case("#relay-1\u0660", 1)
    case(f"#relay-1/{LARGEST}", (1, LARGEST))
    case(f"#relay-1/{LARGEST + 1}", 1)
    case(f"[relay-1/{LARGEST + 1}]")
    # Trailers.
    case("Fix\n\nRelay: 123\n", 123)
    case("Fix\n\nRelay: 123", 123)
    case("Relay: 123", 123)
    case("relay: 123", 123)
    case("RELAY: 123", 123)
    case("Fix\n\nRelay:123\n", 123)
    case("Fix\n\nRelay: \t 123 \t\n", 123)
    case("Fix\r\n\r\nRelay: 123\r\n", 123)
    case("Fix\n\nRelay: 123/2\n", (123, 2))
    case("Fix\n\nRelay: #relay-123\n", 123)
    case("Fix\n\nRelay: [relay-123/2]\n", (123, 2))
    case("Fix\n\nRelay: #relay-1 #relay-2\n", 1, 2)
    case("Fix\n\nRelay: 123\nRelay: 456\nSigned-off-by: Ana <ana@example.com>\n", 123, 456)
    for message in ["Fix\n\n Relay: 123", "Fix\n\nxRelay: 123", "Fix\n\nSee Relay: 123",
                    "Fix\n\nRelay: 123 456", "Fix\n\nRelay: 123x", "Fix\n\nRelay: 0123",
                    "Fix\n\nRelay: #123", "Fix\n\nRelay: relay-123", "Fix\n\nRelay 123",
                    "Fix\n\nRelay:\n123", "Fix\n\nRelay:", "Fix\n\nRelays: 123", "Fix\n\nRelay: -123",
                    "Fix\n\nRelay: 123/0", "Fix\n\nRelay: 123/x", "Fix\n\nRelay: 123,",
                    f"Fix\n\nRelay: {LARGEST + 1}", "Fix\rRelay: 123"]:
        case(message)
    # Further words, from the setting relay.prefix.
    case("#acme-123 [ACME-4] acme-5", 123, 4, words=["acme"])
    case("#acme-123")
    case("#relay-1 #acme-2 #\u00fcber-3", 1, 2, 3, words=["acme", "\u00fcber"])
    # Tickets.
    shop = [("SHOP", 7)]
    case("#SHOP-512", (7, None, "SHOP-512"), tickets=shop)
    case("[SHOP-512]", (7, None, "SHOP-512"), tickets=shop)
    case("SHOP-512 Fix", (7, None, "SHOP-512"), tickets=shop)
    case("SHOP-512: Fix", (7, None, "SHOP-512"), tickets=shop)
    case("shop-512 Fix", (7, None, "shop-512"), tickets=shop)
    case("Fix [Shop-512]", (7, None, "Shop-512"), tickets=shop)
    case("Fix #SHOP-1 and [SHOP-2]", (7, None, "SHOP-1"), tickets=shop)
    case("SHOP-512 Fix #relay-7/2", (7, 2, "SHOP-512"), tickets=shop)
    case("SHOP-512 Fix #relay-8", (7, None, "SHOP-512"), 8, tickets=shop)
    case("SHOP-512/2 Fix", (7, None, "SHOP-512"), tickets=shop)
    for message in ["Fix SHOP-512", " SHOP-512", "\nSHOP-512", "Fix\nSHOP-512", "SHOP-0512",
                    "SHOP-512a", "XSHOP-512", "SHOP512", "SHOP-", "SHOPS-1", "[SHOP-512",
                    "[SHOP-512/2]", "x#SHOP-512", "/#SHOP-512", f"#SHOP-{LARGEST + 1}",
                    "https://example.com/SHOP-512"]:
        case(message, tickets=shop)
    case("SHOP-512 Fix")
    case("#SHOP-1 #A_1-2", (7, None, "SHOP-1"), (9, None, "A_1-2"), tickets=shop + [("A_1", 9)])
    case("#SHOP-1", (7, None, "SHOP-1"), (8, None, "SHOP-1"), tickets=shop + [("SHOP", 8)])
    # Bytes that are not UTF-8, and NUL.
    case(b"\xff\xfe#relay-123\x80", 123)
    case(b"caf\xe9 [relay-123]", 123)
    case(b"#relay-123\0", 123)
    case(b"\0#relay-123", 123)
    case(b"#relay\0-123")
    case(b"\xe9#relay-123", 123)
    return entries
