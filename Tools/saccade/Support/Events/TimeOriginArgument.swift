import ArgumentParser
import Workflows

/// `--time-origin`: a time of the recording's clock, or that of its first event.
struct TimeOriginArgument: ExpressibleByArgument {
  let origin: TimeOrigin

  init?(argument: String) {
    if argument == "first" {
      origin = .first
    } else if let time = TimeArgument(argument: argument) {
      origin = .time(time.microseconds)
    } else {
      return nil
    }
  }
}
