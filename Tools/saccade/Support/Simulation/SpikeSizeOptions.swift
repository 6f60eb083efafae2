import ArgumentParser

/// Whether spikes may be larger than the disk.
struct SpikeSizeOptions: ParsableArguments {
  @Flag(help: "Begin though the spikes look larger than the free disk.")
  var allowLarge = false
}
