import Kernels
import NeuralNetworks

extension TrainingEstimate {
  /// Measures two steps: the first takes memory, the second is timed.
  init<Objective: TrainingObjective>(
    of trainer: Trainer<Objective>, plan: StepTrainingPlan, workers: Workers,
    samples: (_ step: Int) throws -> Objective.Samples
  ) throws {
    trainer.checkpointsModules = plan.checkpointsModules
    var (making, computing) = (0.0, 0.0)
    for step in 0..<2 {
      let start = ContinuousClock.now
      let made = try samples(step)
      let middle = ContinuousClock.now
      let score = try trainer.step([made], rate: trainer.settings.schedule.rate)
      guard score.loss.isFinite, trainer.gradientNorm.isFinite else {
        throw TrainingDivergence(epoch: 1, step: step + 1)
      }
      (making, computing) = ((middle - start) / .seconds(1), (ContinuousClock.now - middle) / .seconds(1))
    }
    let values = trainer.parameters.all.reduce(0) { $0 + $1.value.count }
    // Values, gradients, what the optimiser remembers, and the average.
    let copies = 2 + trainer.settings.method.memories.count + (plan.averageDecay == nil ? 0 : 1)
    self.init(
      stepSeconds: computing, samplesSeconds: making, hours: Double(plan.steps) * computing / 3600,
      bytes: trainer.byteCount + workers.scratchByteCount + values * copies * MemoryLayout<Float>.stride)
  }
}
