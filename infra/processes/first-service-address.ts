/** First address of the service range: the API's own virtual address. */
export const firstServiceAddress = (serviceCidr: string): string => {
  const [address = ''] = serviceCidr.split('/');
  return address.replace(/\.\d+$/, '.1');
};
