package eval

import (
	"math"
	"strconv"
)

// textCases are the cases of the functions of texts that functions_test.go does not have.
var textCases = []functionCase{
	{"split", a("a,b,c"), `["a" "b" "c"]`}, {"split", a(""), `[""]`}, {"split", a(","), `["" ""]`}, {"split", a("a-b--c", "-"), `["a" "b" "" "c"]`}, {"split", a("a12b1c", "12"), `["a" "b1c"]`}, {"split", a("", "x"), `[""]`},
	{"split", a("日本", ""), `["日" "本"]`}, {"split", a("", ""), `[""]`}, {"split", a("a", ""), `["a"]`}, {"split", a("日x本", "x"), `["日" "本"]`}, {"split", a(ns), "NULL"}, {"split", a("a", ns), "NULL"}, {"split", a("aa", "aa"), `["" ""]`},
	{"split", a([]byte("a b"), []byte(" ")), `[b"a" b"b"]`}, {"split", a([]byte("é"), []byte("")), `[b"\xc3" b"\xa9"]`},

	{"instr", a("banana", "an"), "2"}, {"instr", a("banana", "an", 1, 2), "4"}, {"instr", a("banana", "an", 1, 3), "0"}, {"instr", a("banana", "an", 3), "4"}, {"instr", a("banana", "an", -1), "4"}, {"instr", a("banana", "an", -3), "4"}, {"instr", a("banana", "an", -4), "2"}, {"instr", a("banana", "ann"), "0"},
	{"instr", a("helloooo", "oo"), "5"}, {"instr", a("helloooo", "oo", 1, 2), "6"}, {"instr", a("helloooo", "oo", -1), "7"}, {"instr", a("helloooo", "oo", -1, 2), "6"}, {"instr", a("helloooo", "oo", -1, 9), "0"}, {"instr", a("banana", "an", 0), failed}, {"instr", a("banana", "an", 1, 0), failed}, {"instr", a("banana", "an", 1, -1), failed},
	{"instr", a("日本日本", "本", 1, 2), "4"}, {"instr", a("日本日本", "日", -1), "3"}, {"instr", a("日本日本", "日", -3), "1"}, {"instr", a("日本", "本", 3), "0"}, {"instr", a("日本", "本", 9), "0"}, {"instr", a("ab", "a", -3), "0"}, {"instr", a("ab", "a", math.MinInt64), "0"}, {"instr", a("ab", "a", math.MaxInt64), "0"},
	{"instr", a("ab", "", 1, 3), "3"}, {"instr", a("ab", "", 1, 4), "0"}, {"instr", a("a", "", -1), "2"}, {"instr", a("a", "", -2), "1"}, {"instr", a("a", "", -3), "0"}, {"instr", a("", "", 1), "1"}, {"instr", a("", "", 2), "0"}, {"instr", a("", "a"), "0"},
	{"instr", a(ns, "a"), "NULL"}, {"instr", a("a", ns), "NULL"}, {"instr", a("a", "a", ni), "NULL"}, {"instr", a("a", "a", 1, ni), "NULL"}, {"instr", a([]byte("日本"), []byte("本")), "4"}, {"instr", a([]byte("aXbX"), []byte("X"), -1, 2), "2"},

	{"initcap", a("Hello World-everyone!"), `"Hello World-Everyone!"`}, {"initcap", a("tHe dog BARKS loudly+friendly"), `"The Dog Barks Loudly+Friendly"`}, {"initcap", a("apples1oranges2pears", "12"), `"Apples1Oranges2Pears"`}, {"initcap", a("a b", "x"), `"A b"`}, {"initcap", a("éa ßa ωΣ"), `"Éa ßa Ωσ"`}, {"initcap", a(""), `""`}, {"initcap", a("a b", ""), `"A b"`}, {"initcap", a("x", ns), "NULL"}, {"initcap", a(ns), "NULL"}, {"initcap", a("a_b\u2003c"), `"A_B\u2003C"`}, {"initcap", a("it's"), `"It's"`},

	{"translate", a("This is a cookie", "sco", "zku"), `"Thiz iz a kuukie"`}, {"translate", a("abc", "bc", "x"), `"ax"`}, {"translate", a("abc", "", "x"), `"abc"`}, {"translate", a("日本", "本", "é"), `"日é"`}, {"translate", a("abc", "aa", "xy"), failed}, {"translate", a("abc", "a", "xyz"), `"xbc"`}, {"translate", a("", "a", "b"), `""`}, {"translate", a(ns, "a", "b"), "NULL"}, {"translate", a("a", ns, "b"), "NULL"}, {"translate", a("a", "a", ns), "NULL"}, {"translate", a("ab", "ab", "ba"), `"ba"`},
	{"translate", a([]byte("abc\xff"), []byte("\xffc"), []byte("x")), `b"abx"`}, {"translate", a([]byte("a"), []byte("\xc3\xc3"), []byte("")), failed},

	{"soundex", a("Ashcraft"), `"A261"`}, {"soundex", a("Raven"), `"R150"`}, {"soundex", a("Ad"), `"A300"`}, {"soundex", a("Peter"), `"P360"`}, {"soundex", a("apple"), `"a140"`}, {"soundex", a(""), `""`}, {"soundex", a("日 12"), `""`}, {"soundex", a(" 1é-b"), `"b000"`}, {"soundex", a(ns), "NULL"}, {"soundex", a("Pfister"), `"P236"`}, {"soundex", a("Tymczak"), `"T520"`}, {"soundex", a("Bbbb"), `"B000"`},

	{"edit_distance", a("abc", "xbcy"), "2"}, {"edit_distance", a("", ""), "0"}, {"edit_distance", a("", "日本"), "2"}, {"edit_distance", a("kitten", "sitting"), "3"}, {"edit_distance", a("kitten", "sitting", 2), "2"}, {"edit_distance", a("kitten", "sitting", 9), "3"}, {"edit_distance", a("a", "b", -1), failed}, {"edit_distance", a("a", "b", 0), "0"}, {"edit_distance", a("a", ns), "NULL"}, {"edit_distance", a("a", "b", ni), "NULL"}, {"edit_distance", a("日本", "日x本"), "1"},

	{"normalize", a("e\u0301"), `"é"`}, {"normalize", a("é", "NFD"), "\"e\u0301\""}, {"normalize", a("ﬁ①", "NFKC"), `"fi1"`}, {"normalize", a("ﬁ", "NFC"), `"ﬁ"`}, {"normalize", a("ｶﾞ", "NFKD"), "\"カ\u3099\""}, {"normalize", a(""), `""`}, {"normalize", a(ns), "NULL"}, {"normalize", a("x", ns), "NULL"},
	{"normalize_and_casefold", a("The red barn"), `"the red barn"`}, {"normalize_and_casefold", a("Straße", "NFKC"), `"strasse"`}, {"normalize_and_casefold", a("\u2168", "NFKC"), `"ix"`}, {"normalize_and_casefold", a("\u2168"), `"ⅸ"`}, {"normalize_and_casefold", a("ΣΑΣς"), `"σασσ"`}, {"normalize_and_casefold", a(ns, "NFC"), "NULL"},

	{"ascii", a("abcd"), "97"}, {"ascii", a("a"), "97"}, {"ascii", a(""), "0"}, {"ascii", a("é"), failed}, {"ascii", a("aé"), "97"}, {"ascii", a(ns), "NULL"}, {"ascii", a([]byte{0xff}), "255"}, {"ascii", a([]byte{}), "0"},
	{"unicode", a("âbcd"), "226"}, {"unicode", a("日"), "26085"}, {"unicode", a(""), "0"}, {"unicode", a("\U0001F600x"), "128512"}, {"unicode", a(ns), "NULL"}, {"unicode", a("\xff"), failed},
	{"chr", a(65), `"A"`}, {"chr", a(255), `"ÿ"`}, {"chr", a(1024), `"Ѐ"`}, {"chr", a(0), `"\x00"`}, {"chr", a(0x10ffff), `"\U0010ffff"`}, {"chr", a(0x110000), failed}, {"chr", a(0xd800), failed}, {"chr", a(-1), failed}, {"chr", a(1 << 40), failed}, {"chr", a(ni), "NULL"},
	{"to_code_points", a("aé日\U0001F600"), "[97 233 26085 128512]"}, {"to_code_points", a(""), "[]"}, {"to_code_points", a([]byte("é")), "[195 169]"}, {"to_code_points", a(ns), "NULL"}, {"to_code_points", a("\xff"), failed},
	{"code_points_to_string", a(a(65, 255, 513, 1024)), `"AÿȁЀ"`}, {"code_points_to_string", a(a(97, ni)), "NULL"}, {"code_points_to_string", a(a()), `""`}, {"code_points_to_string", a(a(0xd800)), failed}, {"code_points_to_string", a(na), "NULL"}, {"code_points_to_string", a(a(-1)), failed},
	{"code_points_to_bytes", a(a(65, 98, 67, 100)), `b"AbCd"`}, {"code_points_to_bytes", a(a(0, 255)), `b"\x00\xff"`}, {"code_points_to_bytes", a(a(256)), failed}, {"code_points_to_bytes", a(a(-1)), failed}, {"code_points_to_bytes", a(a(1, ni)), "NULL"}, {"code_points_to_bytes", a(na), "NULL"},

	{"to_base64", a([]byte("\377\340")), `"/+A="`}, {"to_base64", a([]byte("")), `""`}, {"to_base64", a([]byte("abc")), `"YWJj"`}, {"to_base64", a(ny), "NULL"},
	{"from_base64", a("/+A="), `b"\xff\xe0"`}, {"from_base64", a("/+A"), `b"\xff\xe0"`}, {"from_base64", a(" YW\nJj "), `b"abc"`}, {"from_base64", a(""), `b""`}, {"from_base64", a("YW=J"), failed}, {"from_base64", a("YQ="), failed}, {"from_base64", a("YQ=="), `b"a"`}, {"from_base64", a("Y"), failed}, {"from_base64", a("é"), failed}, {"from_base64", a("===="), failed}, {"from_base64", a("_-"), failed}, {"from_base64", a(ns), "NULL"},
	{"to_base32", a([]byte("abcde\xff")), `"MFRGGZDF74======"`}, {"to_base32", a([]byte("")), `""`}, {"to_base32", a([]byte("1a")), `"GFQQ===="`}, {"to_base32", a(ny), "NULL"}, {"from_base32", a("MFRGGZDF74======"), `b"abcde\xff"`}, {"from_base32", a("GE0"), failed}, {"from_base32", a("12"), failed}, {"from_base32", a(""), `b""`}, {"from_base32", a(ns), "NULL"},
	{"to_hex", a([]byte("\x00\x01\xaa\xff")), `"0001aaff"`}, {"to_hex", a([]byte("")), `""`}, {"to_hex", a(ny), "NULL"}, {"from_hex", a("00010203aaeeefff"), `b"\x00\x01\x02\x03\xaa\xee\xef\xff"`}, {"from_hex", a("0AF"), `b"\x00\xaf"`}, {"from_hex", a("f"), `b"\x0f"`}, {"from_hex", a(""), `b""`}, {"from_hex", a("666f6f6261g"), failed}, {"from_hex", a("é0"), failed}, {"from_hex", a(ns), "NULL"},
	{"safe_convert_bytes_to_string", a([]byte("aé")), `"aé"`}, {"safe_convert_bytes_to_string", a([]byte{0xc2}), `"�"`}, {"safe_convert_bytes_to_string", a([]byte("a\xe6\x97b\xff")), `"a��b�"`}, {"safe_convert_bytes_to_string", a([]byte("")), `""`}, {"safe_convert_bytes_to_string", a(ny), "NULL"},

	{"md5", a("Hello World"), "b" + strconv.Quote("\xb1\n\x8d\xb1d\xe0uA\x05\xb7\xa9\x9b\xe7.?\xe5")}, {"md5", a(ns), "NULL"}, {"md5", a([]byte("")), "b" + strconv.Quote("\xd4\x1d\x8c\xd9\x8f\x00\xb2\x04\xe9\x80\t\x98\xec\xf8B~")},
	{"sha1", a("Hello World"), "b" + strconv.Quote("\n\x4d\x55\xa8\xd7\x78\xe5\x02\x2f\xab\x70\x19\x77\xc5\xd8\x40\xbb\xc4\x86\xd0")}, {"sha1", a(ny), "NULL"},
	{"sha256", a("Hello World"), "b" + strconv.Quote("\xa5\x91\xa6\xd4\x0b\xf4\x20\x40\x4a\x01\x17\x33\xcf\xb7\xb1\x90\xd6\x2c\x65\xbf\x0b\xcd\xa3\x2b\x57\xb2\x77\xd9\xad\x9f\x14\x6e")}, {"sha256", a(ns), "NULL"},
	{"sha512", a("abc"), "b" + strconv.Quote("\xdd\xaf\x35\xa1\x93\x61\x7a\xba\xcc\x41\x73\x49\xae\x20\x41\x31\x12\xe6\xfa\x4e\x89\xa9\x7e\xa2\x0a\x9e\xee\xe6\x4b\x55\xd3\x9a\x21\x92\x99\x2a\x27\x4f\xc1\xa8\x36\xba\x3c\x23\xa3\xfe\xeb\xbd\x45\x4d\x44\x23\x64\x3c\xe8\x0e\x2a\x9a\xc9\x4f\xa5\x4c\xa4\x9f")}, {"sha512", a(ns), "NULL"},
	{"farm_fingerprint", a("1footrue"), "-1541654101129638711"}, {"farm_fingerprint", a("2applefalse"), "2794438866806483259"}, {"farm_fingerprint", a("3true"), "-4880158226897771312"}, {"farm_fingerprint", a(""), "-7286425919675154353"}, {"farm_fingerprint", a("\x00"), "-4728684028706075820"}, {"farm_fingerprint", a("a b c d"), "-3676552216144541872"}, {"farm_fingerprint", a("abcABCжщфЖЩФ"), "3736580821998982030"}, {"farm_fingerprint", a([]byte("Моша_öá5ホバークラフト鰻鰻")), "4918483674106117036"}, {"farm_fingerprint", a(ns), "NULL"},
}
