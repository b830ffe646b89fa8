import ConcurrencyPrimitives
public import HelpDesk
import Logging

/// The prompts of several bridges on one database: a prompt that another bridge ordered is rendered here when it is
/// requested.
///
/// So a PBX may fetch a prompt through a load balancer, and a bridge that takes over a PBX serves what its predecessor
/// ordered.
public struct SharedPrompts: Sendable {
    private let studio: VoiceStudio
    private let recipes: any PromptRecipes

    /// - Parameters:
    ///   - studio: the studio with this bridge's own prompts, which renders the others.
    ///   - recipes: the recipes of the prompts.
    public init(studio: VoiceStudio, recipes: any PromptRecipes) {
        self.studio = studio
        self.recipes = recipes
    }

    /// Returns a prompt's file, for the web server; `nil` if no bridge ordered it recently, or it cannot be rendered
    /// here.
    ///
    /// - Parameter digest: the digest from a URL.
    /// - Throws: `PromptRecipesUnavailable`, or `CancellationError`.
    public func wav(digest: String) async throws -> [UInt8]? {
        if let file = await studio.wav(digest: digest) { return file }
        guard let wanted = PromptDigest(hex: digest) else { return nil }
        do {
            return try await withDeadline(.now + studio.deadline, throwing: VoiceStudio.NotInTime()) {
                guard let recipe = try await recipes.recipe(of: digest) else { return nil }
                return try await make(recipe, as: wanted)
            }
        } catch is VoiceStudio.NotInTime {
            report("it is not ready in time", digest)
            return nil
        }
    }

    /// Renders a prompt; concurrent requests for it share the work, as calls do.
    private func make(_ recipe: String, as digest: PromptDigest) async throws -> [UInt8]? {
        do {
            guard try await studio.render(PromptRecipe(json: recipe), as: digest) != nil else {
                report(
                    "it would be another one: all bridges need the same versions of HelpBridge, espeak-ng and libsoxr, the same prompts.sampleRate, and the same recordings",
                    digest.hex)
                return nil
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            report("\(error)", digest.hex)
            return nil
        }
        return await studio.wav(digest: digest.hex)
    }

    private func report(_ reason: String, _ digest: String) {
        studio.logger.error(
            "a prompt that another bridge has ordered cannot be made here",
            metadata: ["digest": "\(digest)", "error": "\(reason)"])
    }
}
