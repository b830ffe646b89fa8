import Administration
import HelpDesk
import Testing

@testable import WebPages

@Suite("The order of names")
struct OrderKeyTests {
    @Test(
        "Names stand in the order of the Persian alphabet, however they were typed, after those in Latin letters",
        arguments: [
            ["پشتیبانی", "فروش", "گارانتی", "مالی"], ["انبار", "بازرگانی", "پیک", "چاپ", "حسابداری", "ژئوفیزیک"],
            ["قرارداد", "كنترل", "کنترل", "کیفیت", "لجستیک", "وصول", "هماهنگی", "یدک"], ["على", "علی", "عليا"],
            ["آرشیو", "اموال", "بایگانی"], ["Sales", "support", "دپارتمان ۲", "دپارتمان 3"],
        ])
    func alphabet(names: [String]) {
        #expect(names.reversed().sorted(byNames: { [$0] }) == names)
    }

    @Test("Departments are offered in the order of the Persian alphabet, those of one name by their id")
    func departments() {
        let names = [("d", "مالی"), ("c", "گارانتی"), ("b", "فروش"), ("a", "فروش"), ("e", "پشتیبانی")]
        let callCenter = CallCenter(
            departments: names.map { Department(id: $0, name: $1, helpers: []) }, operators: [])
        #expect(RequestView.all.departments(of: callCenter).map(\.id) == ["e", "a", "b", "c", "d"])
    }
}
