/** What models and machines cost, as the user says: nothing of it comes from us. Kept locally, exchanged as JSON. */
export interface PriceTable {
  readonly version: 1;
  /** Unit of every amount here: an ISO code or the name of a unit ("credits"). */
  readonly currency: string;
  readonly models: readonly ModelPrice[];
  readonly rates: readonly MachineRate[];
}

/** Price of a model's tokens, per million. The first entry whose pattern fits the model's name counts; `*` stands for any characters. */
export interface ModelPrice {
  readonly model: string;
  readonly input?: number;
  readonly output?: number;
  readonly cached?: number;
}

/** Price of an hour in which a node of these types works: a GPU, a rented worker. */
export interface MachineRate {
  readonly type: string;
  readonly perHour: number;
}

export const NO_PRICES: PriceTable = { version: 1, currency: 'USD', models: [], rates: [] };
