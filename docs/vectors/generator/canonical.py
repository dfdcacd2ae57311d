"""Canonical JSON, and what is not."""

import json

from .tools import write


def canonical(value):
    # Keys are ASCII, so that python's order of code points is the order of UTF-16 units.
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def nested(opening, inner, closing, depth):
    return (opening * depth + inner + closing * depth).encode()


JSON_VALID = {
    "empty-object": b"{}",
    "empty-array": b"[]",
    "empty-string": b'""',
    "true": b"true",
    "false": b"false",
    "null": b"null",
    "zero": b"0",
    "negative": b"-1",
    "largest": b"9007199254740991",
    "smallest": b"-9007199254740991",
    "members": b'{"a":1,"a0":[true,false,null],"a_":{"z":""},"ab":"x"}',
    "quote-and-backslash": b'"\\"\\\\/"',
    "control-characters": json.dumps("".join(map(chr, range(32)))).encode(),
    "delete": b'"\x7f"',
    "c1-control": '"\u0080\u009f"'.encode(),
    "line-separators": '"\u2028\u2029"'.encode(),
    "byte-order-mark-inside": '"\ufeff"'.encode(),
    "noncharacters": '"\ufffe\uffff\U0001ffff\U0010ffff"'.encode(),
    "beyond-the-basic-plane": '"\uffff\U0001f600"'.encode(),
    "around-the-surrogates": '"\ud7ff\ue000"'.encode(),
    "composed-and-decomposed": '["\u00e9","e\u0301","\u212b","\u00c5"]'.encode(),
    "carriage-return-and-newline": b'"\\r\\n"',
    "depth-32-arrays": nested("[", "", "]", 32),
    "depth-32-objects": nested('{"a":', "0", "}", 32),
    "siblings-are-not-depth": ("[" + ",".join(["[[]]"] * 40) + "]").encode(),
}

# What is wrong, and what relay's message says of it.
JSON_INVALID = {
    "empty": (b"", "no value", "expected a value"),
    "key-order": (b'{"b":1,"a":2}', "keys out of order", "out of order"),
    "key-order-underscore": (b'{"a_":1,"a0":2}', "_ is sorted after digits", "out of order"),
    "key-twice": (b'{"a":1,"a":1}', "a key twice", "twice"),
    "key-upper-case": (b'{"A":1}', "a key of other characters", "a key of"),
    "key-digit-first": (b'{"1a":1}', "a key that starts with a digit", "a key of"),
    "key-underscore-first": (b'{"_a":1}', "a key that starts with _", "a key of"),
    "key-empty": (b'{"":1}', "an empty key", "a key of"),
    "key-hyphen": (b'{"a-b":1}', "a key of other characters", "expected"),
    "key-escaped": (b'{"\\u0061":1}', "an escape in a key", "a key of"),
    "key-not-ascii": ('{"\u00e9":1}'.encode(), "a key of other characters", "a key of"),
    "key-without-quotes": (b"{a:1}", "a key without quotes", "expected"),
    "key-without-value": (b'{"a"}', "a key without a value", "expected"),
    "byte-order-mark": (b"\xef\xbb\xbf{}", "a byte order mark", "expected a value"),
    "space-first": (b" {}", "white space", "expected a value"),
    "space-last": (b"{} ", "white space", "text after"),
    "space-inside": (b'{"a": 1}', "white space", "expected a value"),
    "newline-last": (b"{}\n", "white space", "text after"),
    "newline-inside": (b"[1,\n2]", "white space", "expected a value"),
    "carriage-return-last": (b"{}\r", "white space", "text after"),
    "tab-inside": (b"[\t]", "white space", "expected a value"),
    "two-values": (b"{}{}", "two values", "text after"),
    "nul-last": (b"{}\0", "a byte after the value", "text after"),
    "comment": (b"{}//", "a comment", "text after"),
    "comma-last-in-object": (b'{"a":1,}', "a comma too many", "expected"),
    "comma-last-in-array": (b"[1,]", "a comma too many", "expected a value"),
    "comma-first": (b"[,1]", "a comma too many", "expected a value"),
    "object-open": (b'{"a":1', "no closing brace", "expected"),
    "array-open": (b"[1", "no closing bracket", "expected"),
    "brackets-crossed": (b'[{"a":1]}', "brackets crossed", "expected"),
    "depth-33-arrays": (nested("[", "", "]", 33), "nested deeper than 32", "too deep"),
    "depth-33-objects": (nested('{"a":', "0", "}", 33), "nested deeper than 32", "too deep"),
    "depth-33-mixed": (
        b'[{"a":' * 16 + b"[]" + b"}]" * 16, "nested deeper than 32", "too deep"),
    "number-fraction-zero": (b"1.0", "not an integer's form", "not an integer"),
    "number-fraction": (b"0.5", "not an integer", "not an integer"),
    "number-exponent": (b"1e3", "not an integer's form", "not an integer"),
    "number-exponent-capital": (b"1E3", "not an integer's form", "not an integer"),
    "number-point-last": (b"1.", "not an integer's form", "not an integer"),
    "number-point-first": (b".5", "not a number", "expected a value"),
    "number-minus-zero": (b"-0", "not the shortest form", "shortest form"),
    "number-leading-zero": (b"01", "not the shortest form", "shortest form"),
    "number-minus-leading-zero": (b"-01", "not the shortest form", "shortest form"),
    "number-two-zeros": (b"00", "not the shortest form", "shortest form"),
    "number-plus": (b"+1", "not a number", "expected a value"),
    "number-minus-alone": (b"-", "not a number", "expected a value"),
    "number-hexadecimal": (b"0x10", "not a number", "text after"),
    "number-two-to-53": (b"9007199254740992", "beyond 2^53 - 1", "beyond"),
    "number-minus-two-to-53": (b"-9007199254740992", "beyond 2^53 - 1", "beyond"),
    "number-two-to-53-plus-1": (b"9007199254740993", "beyond 2^53 - 1", "beyond"),
    "number-two-to-64": (b"18446744073709551616", "beyond 2^53 - 1", "beyond"),
    "number-100-digits": (b"1" * 100, "beyond 2^53 - 1", "beyond"),
    "number-full-width": ("\uff11".encode(), "not an ASCII digit", "expected a value"),
    "not-a-number": (b"NaN", "no JSON", "expected a value"),
    "infinity": (b"Infinity", "no JSON", "expected a value"),
    "word-capital": (b"True", "no JSON", "expected a value"),
    "word-cut": (b"nul", "no JSON", "expected 'null'"),
    "word-longer": (b"nulls", "text after the value", "text after"),
    "quotes-single": (b"'a'", "no JSON", "expected a value"),
    "string-open": (b'"a', "no closing quote", "without an end"),
    "string-ends-in-backslash": (b'"a\\', "no closing quote", "without an end"),
    "string-ends-in-escaped-quote": (b'"a\\"', "no closing quote", "without an end"),
    "control-raw-nul": (b'"\0"', "a control character that is not escaped", "control character"),
    "control-raw-tab": (b'"\t"', "a control character that is not escaped", "control character"),
    "control-raw-newline": (b'"\n"', "a control character that is not escaped", "control character"),
    "control-raw-unit-separator": (
        b'"\x1f"', "a control character that is not escaped", "control character"),
    "escape-newline-long": (b'"\\u000a"', "an escape with a shorter form", "shorter form"),
    "escape-backspace-long": (b'"\\u0008"', "an escape with a shorter form", "shorter form"),
    "escape-upper-case": (b'"\\u001F"', "an escape's digits in capitals", "not needed"),
    "escape-capital-u": (b'"\\U001f"', "no JSON", "not needed"),
    "escape-of-a-letter": (b'"\\u0041"', "an escape that is not needed", "not needed"),
    "escape-of-a-quote-long": (b'"\\u0022"', "an escape with a shorter form", "not needed"),
    "escape-of-a-backslash-long": (b'"\\u005c"', "an escape with a shorter form", "not needed"),
    "escape-of-delete": (b'"\\u007f"', "an escape that is not needed", "not needed"),
    "escape-of-e-acute": (b'"\\u00e9"', "an escape that is not needed", "not needed"),
    "escape-slash": (b'"\\/"', "an escape that is not needed", "not needed"),
    "escape-unknown": (b'"\\a"', "no JSON", "not needed"),
    "escape-short": (b'"\\u1f"', "no JSON", "expected"),
    "escape-surrogate-pair": (b'"\\ud83d\\ude00"', "an escape that is not needed", "expected"),
    "escape-lone-surrogate": (b'"\\ud800"', "a lone surrogate", "expected"),
    "utf8-lone-surrogate": (b'"\xed\xa0\x80"', "a lone surrogate", "UTF-8"),
    "utf8-surrogate-pair": (b'"\xed\xa0\xbd\xed\xb8\x80"', "a pair of surrogates", "UTF-8"),
    "utf8-too-long-nul": (b'"\xc0\x80"', "UTF-8 longer than needed", "UTF-8"),
    "utf8-too-long-slash": (b'"\xe0\x80\xaf"', "UTF-8 longer than needed", "UTF-8"),
    "utf8-cut": (b'"\xe2\x82"', "UTF-8 cut short", "UTF-8"),
    "utf8-continuation-first": (b'"\x80"', "not UTF-8", "UTF-8"),
    "utf8-latin-1": (b'"caf\xe9"', "not UTF-8", "UTF-8"),
    "utf8-beyond-unicode": (b'"\xf4\x90\x80\x80"', "beyond U+10FFFF", "UTF-8"),
    "utf8-byte-ff": (b'"\xff"', "not UTF-8", "UTF-8"),
    "utf16": ("{}".encode("utf-16-le"), "not UTF-8", "expected"),
}


def json_vectors():
    entries = []
    for name, data in JSON_VALID.items():
        assert canonical(json.loads(data)) == data, name
        write(f"json/valid/{name}.json", data)
        entries.append({"file": f"json/valid/{name}.json", "verdict": "valid"})
    for name, (data, reason, words) in JSON_INVALID.items():
        write(f"json/invalid/{name}.json", data)
        entries.append({
            "file": f"json/invalid/{name}.json", "verdict": "invalid", "reason": reason,
            "relay": words})
    return entries
