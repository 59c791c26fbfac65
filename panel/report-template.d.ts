declare module 'virtual:report-template' {
  /** Text of the built report/index.html (scripts/report-template.ts). */
  export const template: string;
}
