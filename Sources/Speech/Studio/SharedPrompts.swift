import ConcurrencyPrimitives
public import HelpDesk
import Logging

/// The prompts of several bridges on one database: what another one has ordered is made here when it is asked for.
///
/// So a PBX may fetch a prompt through a load balancer, and a bridge that takes a PBX over serves what its predecessor has
/// ordered.
public struct SharedPrompts: Sendable {
    private let studio: VoiceStudio
    private let recipes: any PromptRecipes

    /// - Parameters:
    ///   - studio: has this bridge's own prompts, and makes the others.
    ///   - recipes: what they are made from.
    public init(studio: VoiceStudio, recipes: any PromptRecipes) {
        self.studio = studio
        self.recipes = recipes
    }

    /// A prompt's file, for the web server; `nil` when no bridge has ordered it of late, or it cannot be made here.
    ///
    /// - Parameter digest: as it came in a URL.
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

    /// Several who ask for it at once share the work, as callers do.
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
