export { htmlReport, REPORT_SLOT, type ReportData, type ReportMeta } from './html.ts';
