import ArgumentParser
import Workflows

/// Whether outputs may be larger than the disk.
struct LargeOutputOptions: ParsableArguments {
  @Flag(
    help: ArgumentHelp(
      "Begin though the output looks larger than the free disk, and let windows without events be as many as they are.")
  )
  var allowLarge = false

  /// What outputs are held against.
  var limit: OutputLimit { OutputLimit(isLargeAllowed: allowLarge) }
}
