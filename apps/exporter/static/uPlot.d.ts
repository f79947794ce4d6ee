// The charts' package, as it is served beside the scripts here.
import uPlot from 'uplot';
export default uPlot;
