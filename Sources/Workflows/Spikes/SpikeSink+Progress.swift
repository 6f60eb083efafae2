import Recordings

extension SpikeSink {
  /// Completes what was begun while an observer is told how far it is, where that takes its time.
  func finish(observer: any JobObserver) throws {
    let progress = observer.progress(total: 100, unit: "percent packed")
    defer { progress.finish() }
    var done = 0
    try finish { share in
      let percent = min(100, Int(share * 100))
      if percent > done { progress.advance(percent - done) }
      done = max(done, percent)
    }
  }
}
