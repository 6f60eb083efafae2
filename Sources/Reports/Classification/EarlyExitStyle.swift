/// The look of the page of early exit, beside ``PageStyle``.
enum EarlyExitStyle {
  static let sheet = """
    .controls { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem 1.1rem; margin: .8rem 0; }
    .controls label { display: flex; align-items: center; gap: .5rem; }
    .controls .wide { flex: 1 1 20rem; }
    .controls input[type=range] { flex: 1; min-width: 8rem; accent-color: var(--accent); }
    .controls select, .controls button {
      font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 5px;
      padding: .25rem .6rem;
    }
    .controls button:disabled { opacity: .5; }
    .numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .7rem; margin: .8rem 0; }
    .numbers div { background: var(--panel); border: 1px solid var(--line); border-radius: 7px; padding: .5rem .8rem; }
    .numbers span { display: block; color: var(--soft); font-size: .85rem; }
    .numbers output { display: block; font-size: 1.45rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .soft { color: var(--soft); font-size: .92rem; }
    #trade-off { cursor: crosshair; touch-action: pan-y; }
    .plot .chosen { stroke: var(--paper); stroke-width: 2.5; }
    .plot .oracle { fill: var(--ink); }
    .plot .diagonal { stroke: var(--soft); stroke-dasharray: 4 4; }
    .plot .gap { stroke: var(--series-2); stroke-width: 1.6; }
    .plot .expected { fill: var(--series-2); }
    .plot .curve { stroke-linecap: butt; }
    .key.dashed { background: none; border-top: 2px dashed var(--series-6); height: 0; border-radius: 0; }
    """
}
