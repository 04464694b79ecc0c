/** Where the store says what it does. A pino logger fits. Never given a payload, a name or a parameter of a statement. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
