/// The look of the player: a page that fills the window, with the picture in the middle and the controls below.
enum PlayerStyle {
  static let sheet = """
    :root {
      color-scheme: dark;
      --paper: #0d1016; --panel: #171b23; --ink: #e6e9ee; --soft: #98a2b0; --line: #2c333f; --accent: #ffbe54;
    }
    :root[data-colors="light"] {
      color-scheme: light;
      --paper: #ffffff; --panel: #f3f5f8; --ink: #1b2027; --soft: #5a6472; --line: #d5dae1; --accent: #005cc8;
    }
    * { box-sizing: border-box; }
    html, body { height: 100%; margin: 0; }
    body {
      display: flex; flex-direction: column; background: var(--paper); color: var(--ink); overflow: hidden;
      font: 14px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
      font-variant-numeric: tabular-nums;
    }
    header { padding: .6rem 1rem; display: flex; flex-wrap: wrap; gap: .1rem 1rem; align-items: baseline; }
    h1 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
    header p { margin: 0; color: var(--soft); }
    main { flex: 1; min-height: 0; position: relative; display: flex; align-items: center; justify-content: center; }
    canvas#picture { image-rendering: pixelated; outline: 1px solid var(--line); touch-action: none; }
    canvas#picture.cloud { outline: none; cursor: grab; image-rendering: auto; }
    canvas#picture.cloud:active { cursor: grabbing; }
    #empty { position: absolute; color: var(--soft); }
    footer { background: var(--panel); border-top: 1px solid var(--line); padding: .55rem 1rem .7rem; }
    #timeline { display: block; width: 100%; height: 44px; cursor: pointer; touch-action: none; }
    .row { display: flex; flex-wrap: wrap; align-items: center; gap: .45rem 1rem; margin-top: .45rem; }
    button, .views label {
      font: inherit; color: var(--ink); background: transparent; border: 1px solid var(--line); border-radius: 5px;
      padding: .22rem .7rem; cursor: pointer; user-select: none;
    }
    button:hover, .views label:hover { border-color: var(--soft); }
    #play { min-width: 5.2rem; border-color: var(--accent); color: var(--accent); }
    .views { display: inline-flex; }
    .views input { position: absolute; opacity: 0; pointer-events: none; }
    .views label { border-radius: 0; margin-left: -1px; }
    .views label:first-of-type { border-radius: 5px 0 0 5px; }
    .views label:last-of-type { border-radius: 0 5px 5px 0; }
    .views input:checked + label { background: var(--accent); border-color: var(--accent); color: var(--paper); }
    .views input:focus-visible + label, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    .slider { display: inline-flex; align-items: center; gap: .5rem; color: var(--soft); }
    .slider input { width: 7.5rem; accent-color: var(--accent); }
    .slider output { color: var(--ink); min-width: 4.2rem; }
    #time { min-width: 10.5rem; }
    .keys { display: inline-flex; gap: .9rem; color: var(--soft); margin-left: auto; }
    .keys i { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .35rem; }
    @media (max-width: 46rem) { .keys { margin-left: 0; } #time { min-width: 0; } .slider input { width: 6rem; } }
    """

  /// What the script moves.
  static func body(title: String, facts: String) -> String {
    """
    <header><h1>\(title)</h1><p>\(facts)</p>
    <span class="keys"><span><i id="key-on"></i>brighter</span><span><i id="key-off"></i>darker</span></span></header>
    <main><canvas id="picture"></canvas><p id="empty" hidden>There is no event in this recording.</p></main>
    <footer>
    <canvas id="timeline" title="Events over time; click to go there"></canvas>
    <div class="row">
    <button id="play" title="Space">Play</button>
    <output id="time"></output>
    <span class="views">
    <input type="radio" name="view" id="view-frame" value="frame" checked><label for="view-frame" title="1">Frame</label>
    <input type="radio" name="view" id="view-surface" value="surface"><label for="view-surface" \
    title="2">Time surface</label>
    <input type="radio" name="view" id="view-cloud" value="cloud"><label for="view-cloud" title="3">x-y-t</label>
    </span>
    <label class="slider">Speed<input id="speed" type="range" min="-4" max="1" step="0.05"><output id="speed-text">\
    </output></label>
    <label class="slider"><span id="window-name">Window</span><input id="window" type="range" min="1" max="7" \
    step="0.02"><output id="window-text"></output></label>
    <button id="colors">Light</button>
    </div>
    </footer>
    """
  }
}
