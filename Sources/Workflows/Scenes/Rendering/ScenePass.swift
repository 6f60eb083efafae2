import Recordings
import Simulator

/// One pass over a scene: its spikes and events, side by side in time, and what a preview shows of them.
struct ScenePass {
  let renderer: SceneRenderer
  let frames: Int
  let rate: Rational
  /// The spiking camera and where its spikes go; nil for nowhere.
  let spikes: (camera: SpikeSimulation, sink: (any SpikeSink)?)?
  /// The event camera and where its events go; nil for nowhere.
  let events: (camera: EventSimulation, sink: (any EventSink)?)?
  /// Who is told the things that the pixels of events saw; nil for nobody.
  let onEventObjects: (([Int32]) throws -> Void)?
  let preview: ScenePreview?

  /// Runs it.
  ///
  /// - Parameter step: Told before each step of so many frames.
  /// - Returns: How many spikes and events there are.
  func run(step: (Int) throws -> Void) throws -> (spikes: Int, events: Int) {
    let block = preview == nil ? nil : SimulationPreview.mostWaitingReadouts
    let spiking = spikes.map { SceneSpikes(renderer, frames: frames, job: $0.camera, framesPerBlock: block) }
    let changing = events.map {
      SceneEvents(
        renderer, seconds: Double(frames) / rate.doubleValue, model: $0.camera.model, terms: $0.camera.terms,
        seed: $0.camera.seed, threads: $0.camera.threads)
    }
    var eventCount = 0
    let keepSpikes = { (block: SpikeStream) in
      try spikes?.sink?.append(block)
      preview?.add(block)
    }
    let keepEvents = { (part: SimulatedEvents) in
      eventCount += part.events.count
      try events?.sink?.append(part.events)
      try onEventObjects?(renderer.objects(of: part.events))
      preview?.add(part.events)
    }
    let willRead = { try step(1) }
    // Pictures for events are asked for a cancellation, too; frames are what the progress counts.
    let willShow = { try step(0) }
    for time in preview?.times ?? [] {
      try spiking?.advance(to: time, willRead: willRead, emit: keepSpikes)
      try changing?.advance(to: time, willShow: willShow, emit: keepEvents)
      try preview?.show(at: time)
    }
    try spiking?.finish(willRead: willRead, emit: keepSpikes)
    try changing?.finish(willShow: willShow, emit: keepEvents)
    if spiking == nil { try step(frames) }
    try spikes?.sink?.finish()
    try events?.sink?.finish()
    try preview?.finish()
    return (spiking?.count ?? 0, eventCount)
  }
}
