import Foundation

/// The program under test: the one that was built with the tests, unless `HELPBRIDGE_PROGRAM` names another one.
public enum BuiltProgram {
    public static let path: String = {
        if let named = ProcessInfo.processInfo.environment["HELPBRIDGE_PROGRAM"] { return named }
        // The build puts both into one folder.
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return own.deletingLastPathComponent().appendingPathComponent("helpbridge").path
    }()
}
