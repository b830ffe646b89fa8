import HelpDesk
import Testing

@Suite("A number as it is written")
struct PlainNumberTests {
    @Test(
        "A number is the same in the digits of every keyboard",
        arguments: ["200", "۲۰۰", "٢٠٠", "２００", "२००", "۲0٠", " 200\r\n", "\u{A0}200\u{3000}"])
    func digits(text: String) {
        #expect(text.plainNumber == "200")
    }

    @Test(
        "Marks of direction that are copied along with a number are no part of it",
        arguments: [
            "\u{202A}200\u{202C}", "\u{202D}200\u{202C}", "\u{200E}200", "\u{200F}200", "\u{2068}200\u{2069}",
            "\u{2066} 200 \u{2069}", "\u{61C}2\u{200E}00", "\u{FEFF}200", "20\u{200B}0", "200\u{200C}",
        ])
    func marks(text: String) {
        #expect(text.plainNumber == "200")
    }

    @Test("Text that is no number stays as it is, so that it is not made one")
    func others() {
        for text in ["", "*5003", "#1", "+98912", "20 0", "2-0", "200/x", "PJSIP/200", "a@b.c"] {
            #expect(text.plainNumber == text)
        }
        #expect("＊۵۰۰۳＃".plainNumber == "*5003#" && "＋۹۸".plainNumber == "+98")
        // Joiners are letters' business.
        #expect("پشتیبانی\u{200C}فنی".plainNumber == "پشتیبانی\u{200C}فنی")
        #expect("½".plainNumber == "½" && "²".plainNumber == "²" && " \u{200F} ".plainNumber.isEmpty)
    }
}
