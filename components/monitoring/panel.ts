/** A curve of a panel. */
export interface Curve {
  /** In PromQL, with the dashboard's variables. */
  readonly expr: string;
  /** How the curve is called, with labels in braces. */
  readonly legend: string;
}

/** What a panel is made from. */
interface PanelContent {
  readonly title: string;
  /** A unit of Grafana's list, e.g. `ms`. */
  readonly unit: string;
  readonly curves: readonly Curve[];
  /** Its place, from 0: two stand side by side. */
  readonly index: number;
}

/** Of Grafana's 24 columns. */
const width = 12;
const height = 8;

/** A panel of curves over time, as Grafana's model of a dashboard writes it. */
export function panel({ title, unit, curves, index }: PanelContent) {
  return {
    id: index + 1,
    title,
    type: "timeseries",
    datasource: { type: "prometheus", uid: "$datasource" },
    gridPos: { h: height, w: width, x: (index % 2) * width, y: Math.floor(index / 2) * height },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    options: {
      legend: { displayMode: "table", placement: "right", calcs: ["lastNotNull"] },
      tooltip: { mode: "multi", sort: "desc" },
    },
    targets: curves.map(({ expr, legend }, place) => ({
      refId: String.fromCharCode("A".charCodeAt(0) + place),
      expr,
      legendFormat: legend,
    })),
  };
}

/** A panel as a dashboard holds it. */
export type Panel = ReturnType<typeof panel>;
